"""Several tenants beside one another, known to both simulators and to the suite, with secrets of this run only."""

import json
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_stack.simulators import Simulators
from local_stack.suite import Suite

STORES = ("oslo", "web")
HANDLINGS = {"pick-and-notify": "Pick and notify", "pack-and-ship": "Pack and ship"}


@dataclass(frozen=True)
class ChaosTenant:
    """One tenant. `omnium_url` is an Omnium of its own, instead of the simulator."""

    uid: str
    omnium_url: str | None = None
    omnium_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)
    flow_token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    webhook_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def register(self, simulators: Simulators) -> None:
        """Make it known to Omnium and to Flow."""
        user = {"clientId": self.uid, "clientSecret": self.omnium_secret}
        simulators.omnium("POST", "/_sim/users", user)
        handlings = [{"handlingUid": uid, "name": name} for uid, name in HANDLINGS.items()]
        tenant = {
            "tenantUid": self.uid,
            "apiToken": self.flow_token,
            "countryCode": "NO",
            "timezone": "Europe/Oslo",
            "stores": list(STORES),
            "handlings": handlings,
        }
        simulators.flow("POST", "/_sim/tenants", tenant)

    @property
    def document(self) -> dict[str, Any]:
        """The tenant file, but for the secrets, which it takes from `environment`."""
        prefix = _variable(self.uid)
        return {
            "tenantUid": self.uid,
            "active": True,
            "webhookSecrets": [f"${{{prefix}_WEBHOOK_SECRET}}"],
            "flow": {"apiToken": f"${{{prefix}_FLOW_TOKEN}}", "countryCode": "NO"},
            "omnium": {"apiUrl": self.omnium_url},
            "parameters": {
                "OMNIUM_CLIENT_ID": self.uid,
                "OMNIUM_CLIENT_SECRET": f"${{{prefix}_OMNIUM_SECRET}}",
                "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify",
                "OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack-and-ship",
                "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 5,
            },
            "stores": {store: {"marketId": "nor"} for store in STORES},
        }

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the tenant file names."""
        prefix = _variable(self.uid)
        return {
            f"{prefix}_WEBHOOK_SECRET": self.webhook_secret,
            f"{prefix}_FLOW_TOKEN": self.flow_token,
            f"{prefix}_OMNIUM_SECRET": self.omnium_secret,
        }


def apply_tenants(tenants: Sequence[ChaosTenant], suite: Suite, folder: Path) -> None:
    """Apply each tenant's file with the operator's command, all at once."""

    def apply(tenant: ChaosTenant) -> None:
        path = folder / f"{tenant.uid}.yaml"
        # Every JSON document is a YAML document.
        path.write_text(json.dumps(tenant.document))
        suite.cli_checked("tenants", "apply", str(path), env=tenant.environment)

    with ThreadPoolExecutor() as threads:
        list(threads.map(apply, tenants))


def _variable(uid: str) -> str:
    return uid.upper().replace("-", "_")
