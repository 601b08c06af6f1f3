"""Both simulators, emptied and furnished before each run, so that a run is the same whatever ran before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.sync import Sync
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.goods import OmniumInventory
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.token_source import OneToken
from receivement_sync.sync import ReceivementSync
from rigs.agreement.stage import FIRST_MOMENT, Ticking
from rigs.receptions.meddling import MeddledApi
from rigs.receptions.opening import IN_OMNIUM, STORES, WAREHOUSES, Opening
from simulators.flow.state import FlowState
from simulators.flow.tenant import Tenant, TenantSettings
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

UNSCOPED: Final = "/api/Deliveries/ProcessGoodsReception"
# Runs move the clock on by minutes: one token must outlive them all.
_GENEROUS: Final = {"queuedSeconds": 0, "bucketCapacity": 10_000_000, "tokenLifetimeSeconds": 1e9}
_SETTINGS: Final = TenantSettings.model_validate(
    {
        "tenantUid": "acme",
        "apiToken": SECRET,
        "stores": list(STORES),
        "warehouses": {store: list(warehouses) for store, warehouses in WAREHOUSES.items()},
    }
)


@dataclass
class Stage:
    """Both systems over HTTP for the jobs and for people, and their documents for whoever judges."""

    omnium: Api
    flow: Api
    omnium_state: OmniumState
    flow_state: FlowState
    clock: Ticking
    api: MeddledApi
    sync: Sync

    @property
    def tenant(self) -> Tenant:
        """What Flow has stored."""
        return self.flow_state.tenants["acme"]

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.moment += timedelta(seconds=seconds)

    async def furnish(self, opening: Opening) -> None:
        """Forget every record on both sides, and place what a run begins with."""
        self.clock.moment = FIRST_MOMENT
        await self.flow_state.reset()
        self.flow_state.put_tenant(_SETTINGS)
        await self._empty_omnium(opening)
        for ordered in opening.ordered:
            await self._put_order(ordered.order_id, ordered.lines(), ordered.deliveries())
            exported = {"storeUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": ordered.items()}
            await self.flow.put(f"/_sim/tenants/acme/purchase-orders/{ordered.uid}", exported)

    async def _empty_omnium(self, opening: Opening) -> None:
        state, tokens = self.omnium_state, self.omnium_state.tokens
        await state.reset()
        state.tokens = tokens
        state.catalogue = Catalogue(state.clock, IN_OMNIUM)
        late = {"indexLagSeconds": opening.lag_seconds, "refusedSkus": list(opening.refused_skus)}
        state.config = OmniumConfig.model_validate({**_GENEROUS, **late})

    async def _put_order(self, order_id: str, lines: list[dict[str, object]], deliveries: list[str]) -> None:
        form = {"storeId": "oslo", "status": "Confirmed", "purchaseOrderForm": {"lineItems": lines}}
        await self.omnium.put(f"/_sim/purchaseorders/{quote(order_id, safe='')}", form)
        for delivery_id in deliveries:
            await self.omnium.put(f"/_sim/goodsdeliveries/{delivery_id}", {"deliveryStatus": "New"})


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """Start both simulators; at the end, the route that counts repeats twice must never have been called by a job."""
    clock = Ticking()
    states = (
        OmniumState(clock=clock, config=OmniumConfig.model_validate(_GENEROUS)),
        FlowState(clock=clock),
    )
    async with (
        running_omnium(states[0]) as omnium,
        running_flow(states[1]) as flow,
        aiohttp.ClientSession() as session,
    ):
        tokens = OneToken(omnium.token)
        client = OmniumClient(session, tokens, omnium_hosts(omnium.url), 8)
        api = MeddledApi(session, tokens, omnium_hosts(omnium.url), 8)
        client.inventory = OmniumInventory(api)
        sync = ReceivementSync(client, FlowClient(session, flow_hosts(f"{flow.url}/v2")))
        yield Stage(omnium, flow, *states, clock, api, sync)
        unscoped = await omnium.get(f"/_sim/calls?method=POST&route={UNSCOPED}")
        if unscoped.json:
            message = "the route that counts repeats twice was called"
            raise AssertionError(message)
