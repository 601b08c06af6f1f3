"""The demo tenant: known to both simulators and to the suite, with secrets of this run only."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from local_stack.simulators import Simulators
from local_stack.suite import Suite

TENANT_UID = "demo"
TENANT_FILE = Path(__file__).with_name("tenant.yaml")
HANDLINGS = {"pick-and-notify": "Pick and notify", "pack-and-ship": "Pack and ship"}
STORES = ("oslo", "web")
QUEUED_SECONDS = 0.3
"""How long the demo's Omnium keeps a new order `Queued`; the real one takes a moment as well."""


@dataclass(frozen=True)
class DemoTenant:
    """The tenant's secrets."""

    omnium_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)
    flow_token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    webhook_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def register(self, simulators: Simulators, suite: Suite) -> None:
        """Make the tenant known everywhere, then have Omnium's events sent to the gateway."""
        self.apply(simulators, suite)
        self.subscribe(simulators, suite)

    def apply(self, simulators: Simulators, suite: Suite) -> None:
        """Make the tenant known to both simulators and in the database. No service has to run for it."""
        self._register_in_flow(simulators)
        simulators.omnium("PATCH", "/_sim/config", {"queuedSeconds": QUEUED_SECONDS})
        simulators.omnium("POST", "/_sim/users", {"clientId": "demo", "clientSecret": self.omnium_secret})
        suite.cli_checked("tenants", "apply", str(TENANT_FILE), env=self._secrets())

    def _register_in_flow(self, simulators: Simulators) -> None:
        handlings = [{"handlingUid": uid, "name": name} for uid, name in HANDLINGS.items()]
        tenant = {
            "tenantUid": TENANT_UID,
            "apiToken": self.flow_token,
            "countryCode": "NO",
            "timezone": "Europe/Oslo",
            "stores": list(STORES),
            "handlings": handlings,
        }
        simulators.flow("POST", "/_sim/tenants", tenant)

    def subscribe(self, simulators: Simulators, suite: Suite, variant: str = "cycle") -> None:
        """Have Omnium send its order events to the gateway, in one of its variants or in all by turns."""
        subscription = {
            "url": f"{suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events",
            "headers": {"Authorization": f"Bearer {self.webhook_secret}"},
            "variant": variant,
            "classNames": ["Order"],
            "categories": None,
        }
        simulators.omnium("POST", "/_sim/subscriptions", subscription)

    def subscribe_to_shop(self, simulators: Simulators, suite: Suite) -> None:
        """Have Flow's webhooks sent to the gateway."""
        subscription = {
            "url": f"{suite.gateway.base_url}/v1/tenants/{TENANT_UID}/flow/events",
            "headers": {"Authorization": f"Bearer {self.webhook_secret}"},
        }
        simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/subscriptions", subscription)

    def _secrets(self) -> dict[str, str]:
        return {
            "DEMO_WEBHOOK_SECRET": self.webhook_secret,
            "DEMO_FLOW_TOKEN": self.flow_token,
            "DEMO_OMNIUM_SECRET": self.omnium_secret,
        }
