"""Both simulators, emptied before each run, so that a run is the same whatever ran before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync.app import build_syncs
from simulators.flow.state import FlowState
from simulators.flow.tenant import Tenant, TenantSettings
from simulators.omnium.config import OmniumConfig
from simulators.omnium.orders.store import OrderStore
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

FIRST_MOMENT: Final = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
FLOW_STORES: Final = ("oslo", "bergen")
"""The other warehouses of Omnium are no stores of Flow."""
OWN_PAYMENT: Final = "Adyen"
"""What Omnium calls the one way to pay that Flow knows as well."""
SHIPPING: Final = "freight"
FEE: Final = "fee"

TENANT: Final = a_tenant(
    flow={"apiToken": SECRET, "shippingProductUid": SHIPPING},
    parameters={
        "OMNIUM_CLIENT_ID": "tester",
        "OMNIUM_CLIENT_SECRET": "made-up-client-secret",
        "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "collect",
        "OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack",
    },
    stores={store: {"marketId": "NOR"} for store in FLOW_STORES},
)
_SETTINGS: Final = TenantSettings.model_validate(
    {
        "tenantUid": "acme",
        "apiToken": SECRET,
        "stores": list(FLOW_STORES),
        "handlings": [
            {"handlingUid": "collect", "name": "Collect"},
            {"handlingUid": "pack", "name": "Pack"},
        ],
        "paymentMethods": [
            {
                "settlementCode": "CARD",
                "name": "Card",
                "externalSystemMappings": [{"systemCode": "OMNIUM", "externalId": OWN_PAYMENT}],
            },
            {"settlementCode": "CASH", "name": "Cash"},
        ],
    }
)


class Ticking:
    """A clock that moves on whenever it is read: the same run reads the same times."""

    def __init__(self) -> None:
        self.moment = FIRST_MOMENT

    def __call__(self) -> datetime:
        """Tell the time."""
        self.moment += timedelta(milliseconds=1)
        return self.moment


@dataclass
class Stage:
    """Both systems over HTTP for the jobs and for people, and their documents for whoever judges."""

    omnium: Api
    flow: Api
    omnium_state: OmniumState
    flow_state: FlowState
    clock: Ticking
    session: aiohttp.ClientSession

    @property
    def tenant(self) -> Tenant:
        """What Flow has stored."""
        return self.flow_state.tenants["acme"]

    async def empty(self) -> None:
        """Forget every record on both sides, and the time."""
        self.clock.moment = FIRST_MOMENT
        await self.flow_state.reset()
        self.flow_state.put_tenant(_SETTINGS)
        self.omnium_state.orders = OrderStore(self.clock)
        self.omnium_state.events.clear()

    def syncs(self) -> dict[JobKind, Sync]:
        """Make the two syncs that share an order, with nothing kept from an earlier run."""
        omnium = OmniumClient(self.session, OneToken(self.omnium.token), omnium_hosts(self.omnium.url), 8)
        built = build_syncs(omnium, FlowClient(self.session, flow_hosts(f"{self.flow.url}/v2")))
        return {kind: built[kind] for kind in (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER)}


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """Start both simulators; nothing is Queued, no limit is met."""
    clock = Ticking()
    generous = {"queuedSeconds": 0, "bucketCapacity": 10_000_000}
    omnium_state = OmniumState(clock=clock, config=OmniumConfig.model_validate(generous))
    flow_state = FlowState(clock=clock)
    async with (
        running_omnium(omnium_state) as omnium,
        running_flow(flow_state) as flow,
        aiohttp.ClientSession() as session,
    ):
        yield Stage(omnium, flow, omnium_state, flow_state, clock, session)
