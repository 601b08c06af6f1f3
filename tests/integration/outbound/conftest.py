"""A shop and an Omnium over real HTTP, and the sync of orders between them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext, Journal
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.repeating import until_done
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync.outbound.sync import OutboundOrderSync
from simulators.testing import SECRET, Api, running_flow, running_omnium

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}
STORES = {"oslo": {"marketId": "NOR"}, "bergen": {"marketId": "NOR"}}


@dataclass
class Counter:
    """Both systems, and the handler under test."""

    omnium: Api
    flow: Api
    handler: SyncHandler
    client: OmniumClient
    flags: list[str] = field(default_factory=list)
    awaited: frozenset[str] = frozenset()
    sections: dict[str, Any] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)

    async def act(self, act: str, **fields: object) -> dict[str, Any]:
        """Let somebody in the shop do something; what the order is then."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        assert answer.status == 200, answer.text
        order: dict[str, Any] = answer.json
        return order

    def tenant(self, **parameters: object) -> Tenant:
        """Make the tenant."""
        return a_tenant(
            flow={"apiToken": SECRET},
            parameters={**CREDENTIALS, **parameters},
            stores=STORES,
            **self.sections,
        )

    async def _awaits(self, kind: JobKind, key: str) -> bool:
        return kind is JobKind.OUTBOUND_ORDER and key in self.awaited

    async def sync(self, order_uid: str, **parameters: object) -> list[str]:
        """Run one job as a worker does; the lines of its journal, which is kept."""
        tenant = self.tenant(**parameters)
        job = JobContext("job-1", tenant, JobKind.OUTBOUND_ORDER, order_uid, {}, NOW, awaits=self._awaits)
        try:
            await self.handler(job)
        finally:
            self.flags = job.journal.flags
            self.journal = job.journal
        return job.journal.changes

    async def sync_until_done(self, order_uid: str) -> None:
        """Repeat the job as the backoff table would."""
        await until_done(lambda: self.sync(order_uid))

    async def order(self, order_id: str) -> dict[str, Any]:
        """Read an order from Omnium."""
        answer = await self.omnium.get(f"/api/Orders/{order_id}")
        assert answer.status == 200, answer.text
        order: dict[str, Any] = answer.json
        return order

    async def writes(self) -> list[str]:
        """List method and last path segment of every write that Omnium received."""
        calls = (await self.omnium.get("/_sim/calls")).json
        return [
            f"{call['method']} {call['path'].rsplit('/', 1)[1]}" for call in calls if call["method"] != "GET"
        ]

    async def fail_in_omnium(self, method: str, route: str, **fault: object) -> None:
        """Order one fault of Omnium's."""
        answer = await self.omnium.post("/_sim/faults", {"method": method, "route": route, **fault})
        assert answer.status == 201, answer.text

    async def switch(self, **config: object) -> None:
        """Change switches of the simulated Omnium."""
        assert (await self.omnium.patch("/_sim/config", config)).status == 200

    async def put_web_order(self, **fields: object) -> None:
        """Let both sides hold a Click & Collect order of two lines, as the inbound sync leaves it."""
        assert (
            await self.omnium.put("/_sim/orders/1001?compute=true", {**WEB_ORDER, **fields})
        ).status == 200
        assert (await self.flow.put("/_sim/tenants/acme/orders/1001", SHOP_ORDER)).status == 200

    async def put_web_order_in_omnium(self, **fields: object) -> None:
        """Let Omnium hold the order as nobody has touched it."""
        order = {**WEB_ORDER, **fields}
        assert (await self.omnium.put("/_sim/orders/1001?compute=true", order)).status == 200


WEB_LINES = [
    {"lineItemId": "1", "code": "SKU-1", "quantity": 2, "placedPrice": 199.5, "taxRate": 25},
    {"lineItemId": "2", "code": "SKU-2", "quantity": 1, "placedPrice": 349, "taxRate": 25},
]
WEB_ORDER: dict[str, Any] = {
    "id": "1001",
    "orderNumber": "1001",
    "orderType": "ClickAndCollect",
    "status": "InProgress",
    "marketId": "NOR",
    "storeId": "web",
    "properties": [{"key": "channel", "value": "web"}],
    "orderForm": {
        "lineItems": WEB_LINES,
        "shipments": [
            {
                "shipmentId": "1",
                "warehouseCode": "web",
                "pickUpWarehouseCode": "oslo",
                "lineItems": WEB_LINES,
            }
        ],
        "payments": [],
    },
}


def shop_item(uid: str, line_id: str, quantity: int, price: int) -> dict[str, Any]:
    """A line of Flow's that came from Omnium."""
    return {
        "orderItemUid": uid,
        "externalId": line_id,
        "productUid": f"SKU-{line_id}",
        "sku": f"SKU-{line_id}",
        "quantityOrdered": quantity,
        "quantityDelivered": 0,
        "quantityCancelled": 0,
        "unitPrice": price,
        "itemDiscountAmount": 0,
        "vatRate": 2500,
    }


SHOP_ORDER: dict[str, Any] = {
    "orderNumber": "7",
    "externalOrderNumber": "1001",
    "storeUid": "oslo",
    "type": "ORDER",
    "systemOrigin": "OMNIUM",
    "orderState": "PARKED",
    "settleState": "NOT_STARTED",
    "deliveryState": "NOT_STARTED",
    "orderhandlingState": "NOT_STARTED",
    "orderhandlings": [{"orderHandlingUid": "h-1", "handlingUid": "collect", "state": "NOT_STARTED"}],
    "items": [shop_item("i-1", "1", 200, 19950), shop_item("i-2", "2", 100, 34900)],
    "settlements": [],
    "properties": [],
}


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    """Omnium and Flow, running, with one tenant; connections are not kept, so that no library repeats a call."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium() as omnium,
        running_flow() as flow,
    ):
        clients = (
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        yield Counter(omnium, flow, SyncHandler(OutboundOrderSync(*clients)), clients[0])
