"""The demo tenant: known to both simulators and to the suite, with secrets of this run only."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from local_stack.demo.furnishing import furnish_omnium, set_up_flow
from local_stack.simulators import Simulators
from local_stack.suite import Suite

TENANT_UID = "demo"
TENANT_FILE = Path(__file__).with_name("tenant.yaml")
HANDLINGS = {"pick-and-notify": "Pick and notify", "pack-and-ship": "Pack and ship"}
STORES = ("oslo", "web")
_OF_THE_CATALOGUE = ("Product", "Store", "PurchaseOrder", "Delivery")
QUEUED_SECONDS = 0.3
"""How long the demo's Omnium keeps a new order `Queued`; the real one takes a moment as well."""


@dataclass(frozen=True)
class DemoTenant:
    """The tenant's secrets, whether the suite exports its catalogue (not where nobody looks at one), and how it hears of changes.

    `polls_every`: how often both systems are asked for changes. `has_events`: whether Omnium sends its events.
    """

    exports_catalogue: bool = False
    polls_every: str = "5m"
    has_events: bool = True
    omnium_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)
    flow_token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    webhook_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def register(self, simulators: Simulators, suite: Suite) -> None:
        """Make the tenant known everywhere, then have Omnium's events sent to the gateway, where it has any."""
        self.apply(simulators, suite)
        if self.has_events:
            self.subscribe(simulators, suite)

    def apply(self, simulators: Simulators, suite: Suite) -> None:
        """Make the tenant known to both simulators and in the database. No service has to run for it."""
        self._register_in_flow(simulators)
        set_up_flow(simulators, TENANT_UID)
        if self.exports_catalogue:
            furnish_omnium(simulators)
        simulators.omnium("PATCH", "/_sim/config", {"queuedSeconds": QUEUED_SECONDS})
        simulators.omnium("POST", "/_sim/users", {"clientId": "demo", "clientSecret": self.omnium_secret})
        self.apply_settings(suite)

    def apply_settings(self, suite: Suite) -> None:
        """Make the tenant known in the database, as it is set up now."""
        suite.cli_checked("tenants", "apply", str(TENANT_FILE), env=self.variables)

    def omnium_token(self, simulators: Simulators) -> str:
        """Get a token of Omnium, as anybody does who has the tenant's secret."""
        query = {"clientId": "demo", "clientSecret": self.omnium_secret, "returnAsJson": "true"}
        answer = simulators.omnium("POST", f"/api/token?{urlencode(query)}")
        return str(answer["accessToken"])

    @property
    def in_flow(self) -> dict[str, object]:
        """The tenant as Flow has it."""
        handlings = [{"handlingUid": uid, "name": name} for uid, name in HANDLINGS.items()]
        return {
            "tenantUid": TENANT_UID,
            "apiToken": self.flow_token,
            "countryCode": "NO",
            "timezone": "Europe/Oslo",
            "stores": list(STORES),
            "handlings": handlings,
        }

    def _register_in_flow(self, simulators: Simulators) -> None:
        simulators.flow("POST", "/_sim/tenants", self.in_flow)

    def subscribe(self, simulators: Simulators, suite: Suite, variant: str = "cycle") -> None:
        """Have Omnium send its events to the gateway, in one of its variants or in all by turns."""
        subscription = {
            "url": f"{suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events",
            "headers": {"Authorization": f"Bearer {self.webhook_secret}"},
            "variant": variant,
            "classNames": ["Order", *(_OF_THE_CATALOGUE if self.exports_catalogue else ())],
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

    @property
    def variables(self) -> dict[str, str]:
        """What the tenant's file takes from the environment."""
        return {
            "DEMO_EXPORTS_CATALOGUE": str(self.exports_catalogue).lower(),
            "DEMO_POLLS_EVERY": self.polls_every,
            "DEMO_WEBHOOK_SECRET": self.webhook_secret,
            "DEMO_FLOW_TOKEN": self.flow_token,
            "DEMO_OMNIUM_SECRET": self.omnium_secret,
        }
