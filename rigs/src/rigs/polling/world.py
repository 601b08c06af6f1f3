"""Both systems simulated over real HTTP, whose clocks stand, and what polls read of them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.source import Sighting, Source, Window
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from simulators.clock import seven_digits
from simulators.flow.state import FlowState
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = Window(NOON, NOON + timedelta(hours=1))


@dataclass
class World:
    """Both systems, our clients to them, and what was flagged."""

    omnium_state: OmniumState
    omnium_api: Api
    flow_api: Api
    omnium: OmniumClient
    flow: FlowClient
    now: datetime = NOON
    tenant: Tenant = field(default_factory=lambda: a_tenant(flow={"apiToken": SECRET}))
    flags: list[str] = field(default_factory=list)

    async def seen_by(self, source: Source, window: Window = HOUR) -> Sequence[Sighting]:
        """Read a source to its end."""
        pages = source.sightings(self.tenant, window, self.flags.append)
        return [one async for batch in pages for one in batch]

    def has_order(self, order_id: str, **fields: Any) -> None:
        """Let Omnium hold an order that was modified now."""
        order = {"orderType": "ClickAndCollect", "versionId": "v1", "modified": seven_digits(self.now)}
        self.omnium_state.orders.put(order_id, {"id": order_id, **order, **fields}, 0)

    async def act(self, name: str, **body: Any) -> dict[str, Any]:
        """Do something at the till."""
        document: dict[str, Any] = await _posted(
            self.flow_api, "/_sim/tenants/acme/shop", {"act": name, **body}
        )
        return document

    async def refuse(self, api: Api, route: str, status: int) -> None:
        """Let a route be refused, as often as it is called."""
        await _posted(
            api, "/_sim/faults", {"route": route, "kind": "status", "status": status, "count": 1000}
        )


async def _posted(api: Api, path: str, body: dict[str, Any]) -> Any:
    answer = await api.post(path, body)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise RuntimeError(answer.text)
    return answer.json


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    """Run both systems."""
    clock: list[World] = []

    def now() -> datetime:
        return clock[0].now if clock else NOON

    state = OmniumState(clock=now, config=OmniumConfig.model_validate({"queuedSeconds": 0}))
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        running_omnium(state) as omnium_api,
        running_flow(FlowState(clock=now)) as flow_api,
        aiohttp.ClientSession(connector=connector) as session,
    ):
        omnium = OmniumClient(session, OneToken(omnium_api.token), omnium_hosts(omnium_api.url), 8)
        flow = FlowClient(session, flow_hosts(f"{flow_api.url}/v2"))
        clock.append(World(state, omnium_api, flow_api, omnium, flow))
        yield clock[0]
