"""Tenants that are polled: known to both simulators and to the suite, each with two stores, one of which has its stock in Flow."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from admin_console.settings import TenantSettings
from admin_console.tenants.access import in_tenants
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_tenant
from local_stack.demo.tenant import HANDLINGS, STORES
from local_stack.simulators import Simulators
from local_stack.suite import CONSOLE, Suite

Document = dict[str, Any]

CLIENT: Final = "bench"
_AT_ONCE: Final = 20


@dataclass(frozen=True)
class Secrets:
    """Of this run only; all tenants have the same."""

    omnium: str = field(default_factory=secrets.token_urlsafe, repr=False)
    flow: str = field(default_factory=secrets.token_urlsafe, repr=False)
    webhook: str = field(default_factory=secrets.token_urlsafe, repr=False)


@dataclass(frozen=True)
class Polled:
    """Makes tenants, and makes them known."""

    suite: Suite
    simulators: Simulators
    secrets: Secrets = field(default_factory=Secrets)

    def open_omnium(self) -> None:
        """Let the tenants' user into Omnium, which queues no order here."""
        self.simulators.omnium("PATCH", "/_sim/config", {"queuedSeconds": 0})
        user = {"clientId": CLIENT, "clientSecret": self.secrets.omnium}
        self.simulators.omnium("POST", "/_sim/users", user)

    def open_flow(self, tenant_uids: Sequence[str]) -> None:
        """Make the tenants known in Flow."""
        handlings = [{"handlingUid": uid, "name": name} for uid, name in HANDLINGS.items()]
        in_flow = {
            "apiToken": self.secrets.flow,
            "countryCode": "NO",
            "timezone": "Europe/Oslo",
            "stores": list(STORES),
            "handlings": handlings,
        }
        for uid in tenant_uids:
            self.simulators.flow("POST", "/_sim/tenants", {"tenantUid": uid, **in_flow})

    def tenant(self, uid: str, polling: Mapping[str, str] | None = None, *, active: bool = True) -> Tenant:
        """Return a tenant; `polling` is the section of its file."""
        return read_tenant(
            {
                "tenantUid": uid,
                "active": active,
                "webhookSecrets": [self.secrets.webhook],
                "flow": {"apiToken": self.secrets.flow, "countryCode": "NO"},
                "parameters": {
                    "OMNIUM_CLIENT_ID": CLIENT,
                    "OMNIUM_CLIENT_SECRET": self.secrets.omnium,
                    "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": next(iter(HANDLINGS)),
                    "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": True,
                },
                "stores": {
                    "oslo": {"OMNIUM_FLOW_STOCK_MASTER": True, "marketId": "nor"},
                    "web": {"marketId": "nor"},
                },
                "polling": dict(polling or {}),
            }
        )

    def apply(self, tenants: Sequence[Tenant]) -> None:
        """Write tenants as `flow-omnium tenants apply` does, without a process for each."""
        environment = self.suite.environment_of(CONSOLE)
        settings = TenantSettings.model_validate({name.lower(): value for name, value in environment.items()})
        asyncio.run(in_tenants(settings, lambda stored: _apply(stored, tenants)))


async def _apply(stored: Tenants, tenants: Sequence[Tenant]) -> None:
    for start in range(0, len(tenants), _AT_ONCE):
        await asyncio.gather(*(stored.apply(one) for one in tenants[start : start + _AT_ONCE]))
