"""The tenant of the day, as both systems and the suite know it: its places and ways to pay are those that the judge knows."""

import json
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flow_omnium.tenants.polling import OFF
from local_stack.simulators import Simulators
from local_stack.suite import Suite
from rigs.agreement.stage import FLOW_STORES, OWN_PAYMENT, SHIPPING
from rigs.day.times import FLOWS_FIRST_RETRY, SENDERS_RETRIES, Compression

UID: Final = "day"
PEOPLE: Final = "people"
"""The user in Omnium of everybody but us."""

_HANDLINGS: Final = {"collect": "Collect", "pack": "Pack"}
_PUBLISHED: Final = (
    "ORDER_SETTLED", "ORDER_DELIVERED", "ORDER_HANDLING_STATE_CHANGED", "ORDER_RECEIPT_SETTLED", "CUSTOMER_CREATE",
    "CUSTOMER_UPDATE", "CUSTOMER_DELETE", "PURCHASE_RECEIVED", "STOCK_CHANGE",
)  # fmt: skip
"""The webhooks that Flow publishes: none of a cancellation, a change or a reception without a purchase order."""

_NO_LIMITS: Final = {"concurrentPerUser": 1000, "concurrentPerTenant": 1000, "bucketCapacity": 10_000_000}


@dataclass(frozen=True)
class DayTenant:
    """Secrets of this run only."""

    compression: Compression
    omnium_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)
    flow_token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    webhook_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def register(self, simulators: Simulators) -> None:
        """Make it known to Omnium and to Flow."""
        retries = [self.compression.real(seconds) for seconds in SENDERS_RETRIES]
        config = {**_NO_LIMITS, "queuedSeconds": 0, "eventRetryDelaysSeconds": retries}
        simulators.omnium("PATCH", "/_sim/config", config)
        for user in (UID, PEOPLE):
            body = {"clientId": user, "clientSecret": self.omnium_secret}
            simulators.omnium("POST", "/_sim/users", body)
        simulators.flow("POST", "/_sim/tenants", self._in_flow)

    def subscribe(self, simulators: Simulators, url: str) -> None:
        """Have both systems send their events there."""
        headers = {"Authorization": f"Bearer {self.webhook_secret}"}
        to = f"{url}/v1/tenants/{UID}"
        of_orders = {
            "url": f"{to}/omnium/events",
            "headers": headers,
            "variant": "cycle",
            "classNames": ["Order"],
        }
        simulators.omnium("POST", "/_sim/subscriptions", of_orders)
        first = self.compression.real(FLOWS_FIRST_RETRY)
        told = {
            "url": f"{to}/flow/events",
            "headers": headers,
            "actions": _PUBLISHED,
            "firstRetrySeconds": first,
        }
        simulators.flow("POST", f"/_sim/tenants/{UID}/subscriptions", told)

    def apply(self, suite: Suite, *, polls: bool = True) -> None:
        """Make it known to the suite; without `polls` nobody looks what events have not told, unless somebody asks for it."""
        polling = self.compression.polling
        document = {**self._document, "polling": dict(polling) if polls else dict.fromkeys(polling, OFF)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{UID}.yaml"
            # Every JSON document is a YAML document.
            path.write_text(json.dumps(document))
            suite.cli_checked("tenants", "apply", str(path), env=self._variables)

    def token_of_people(self, simulators: Simulators) -> str:
        """Get a token for what others than we do in Omnium."""
        query = {"clientId": PEOPLE, "clientSecret": self.omnium_secret, "returnAsJson": "true"}
        return str(simulators.omnium("POST", f"/api/token?{urlencode(query)}")["accessToken"])

    @property
    def _in_flow(self) -> Mapping[str, Any]:
        mapped = {"externalSystemMappings": [{"systemCode": "OMNIUM", "externalId": OWN_PAYMENT}]}
        return {
            "tenantUid": UID,
            "apiToken": self.flow_token,
            "stores": list(FLOW_STORES),
            "handlings": [{"handlingUid": uid, "name": name} for uid, name in _HANDLINGS.items()],
            "paymentMethods": [
                {"settlementCode": "CARD", "name": "Card", **mapped},
                {"settlementCode": "CASH", "name": "Cash"},
            ],
        }

    @property
    def _document(self) -> Mapping[str, Any]:
        return {
            "tenantUid": UID,
            "active": True,
            "webhookSecrets": ["${DAY_WEBHOOK_SECRET}"],
            "flow": {"apiToken": "${DAY_FLOW_TOKEN}", "countryCode": "NO", "shippingProductUid": SHIPPING},
            "parameters": {
                "OMNIUM_CLIENT_ID": UID,
                "OMNIUM_CLIENT_SECRET": "${DAY_OMNIUM_SECRET}",
                "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "collect",
                "OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack",
                "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": True,
            },
            "connector": {"DefaultVatCodeUid": "no-25"},
            "stores": {
                store: {"marketId": "NOR", "OMNIUM_FLOW_STOCK_MASTER": store == FLOW_STORES[0]}
                for store in FLOW_STORES
            },
        }

    @property
    def _variables(self) -> Mapping[str, str]:
        return {
            "DAY_WEBHOOK_SECRET": self.webhook_secret,
            "DAY_FLOW_TOKEN": self.flow_token,
            "DAY_OMNIUM_SECRET": self.omnium_secret,
        }
