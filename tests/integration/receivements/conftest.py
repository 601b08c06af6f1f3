"""A shop's stockroom and an Omnium over real HTTP, and the sync of goods receptions between them."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext, Journal
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.goods import OmniumGoods, OmniumInventory
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.repeating import until_done
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from receivement_sync.sync import ReceivementSync
from rigs.receptions.meddling import MeddledApi, Meddling
from simulators.flow.state import FlowState
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

NOW = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}
UNSCOPED = "/api/deliveries/processgoodsreception"


@dataclass
class Stockroom:
    """Both systems as they are called and as they are, and the sync under test."""

    omnium: Api
    flow: Api
    syncing: ReceivementSync
    api: MeddledApi
    states: tuple[OmniumState, FlowState]
    clients: tuple[OmniumClient, FlowClient]
    stores: Mapping[str, Any] = field(default_factory=lambda: {"oslo": {}})
    connector: Mapping[str, Any] = field(default_factory=dict)
    flow_settings: Mapping[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    journal: Journal = field(default_factory=Journal)

    async def act(self, act: str, **fields: object) -> dict[str, Any]:
        """Let somebody in the shop do something; the record that comes of it."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        assert answer.status == 200, answer.text
        record: dict[str, Any] = answer.json
        return record

    async def receive(self, uid: str | None, *items: dict[str, Any], **fields: object) -> dict[str, Any]:
        """Let the shop receive goods, of a purchase order or of none."""
        order = {} if uid is None else {"purchaseOrderUid": uid}
        return await self.act("receive", storeUid="oslo", items=list(items), **order, **fields)

    def job(self, key: str, **event: str) -> JobContext:
        """Return a job as the worker hands it to its handler."""
        connector = {"connector": {"DefaultVatCodeUid": "no-25", **self.connector}}
        sections: dict[str, Any] = {"parameters": CREDENTIALS, "stores": self.stores, **connector}
        tenant = a_tenant(flow={**self.flow_settings, "apiToken": SECRET}, **sections)
        return JobContext("job-1", tenant, JobKind.RECEIVEMENT, key, event, NOW)

    async def sync(self, key: str, **event: str) -> list[str]:
        """Run one job as a worker does; the lines of its journal, which is kept."""
        job = self.job(key, **event)
        try:
            await SyncHandler(self.syncing)(job)
        finally:
            self.flags = job.journal.flags
            self.journal = job.journal
        return job.journal.changes

    async def sync_until_done(self, key: str) -> None:
        """Repeat the job as the backoff table would."""
        await until_done(lambda: self.sync(key))

    async def put_order(
        self, order_id: str, lines: Mapping[str, str | None], uid: str | None = None, **fields: object
    ) -> None:
        """Let both sides have a purchase order of ten pieces a line; `lines` tells the delivery of each."""
        form = [
            {"lineItemId": line_id, "code": f"SKU-{line_id}", "quantity": 10, "deliveryId": delivery_id}
            for line_id, delivery_id in lines.items()
        ]
        await self.put_raw_order(order_id, form, **fields)
        items = [
            {
                "purchaseOrderItemUid": line_id,
                "externalId": line_id,
                "productUid": f"SKU-{line_id}",
                "quantityOrdered": 1000,
            }
            for line_id in lines
        ]
        exported = {"storeUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": items}
        path = f"/_sim/tenants/acme/purchase-orders/{uid or order_id}"
        assert (await self.flow.put(path, exported)).status == 200

    async def put_raw_order(self, order_id: str, lines: list[dict[str, Any]], **fields: object) -> None:
        """Let Omnium have a purchase order and the deliveries that its lines name."""
        order: dict[str, Any] = {
            "storeId": "oslo",
            "status": "Confirmed",
            **fields,
            "purchaseOrderForm": {"lineItems": lines},
        }
        path = f"/_sim/purchaseorders/{quote(order_id, safe='')}"
        assert (await self.omnium.put(path, order)).status == 200
        for delivery_id in {one["deliveryId"] for one in (order, *lines) if one.get("deliveryId")}:
            await self.put_delivery(delivery_id)

    async def put_delivery(self, delivery_id: str) -> None:
        """Let Omnium have a delivery."""
        path = f"/_sim/goodsdeliveries/{quote(delivery_id, safe='')}"
        assert (await self.omnium.put(path, {"deliveryStatus": "New"})).status == 200

    async def fail_in_omnium(self, method: str, route: str, **fault: object) -> None:
        """Order one fault of Omnium's."""
        answer = await self.omnium.post("/_sim/faults", {"method": method, "route": route, **fault})
        assert answer.status == 201, answer.text

    async def switch(self, **config: object) -> None:
        """Change switches of the simulated Omnium."""
        assert (await self.omnium.patch("/_sim/config", config)).status == 200

    async def quantities(self) -> Mapping[str, float]:
        """Sum up what Omnium's transactions of receptions say, by line."""
        sums: Counter[str] = Counter()
        for one in await self.transactions():
            sums[one["lineItemId"]] += one["inventoryChange"]
        return {line_id: round(quantity, 6) for line_id, quantity in sums.items()}

    async def transactions(self) -> list[dict[str, Any]]:
        """List every movement of stock in Omnium."""
        listed: list[dict[str, Any]] = (await self.omnium.get("/_sim/inventory/transactions")).json
        return listed

    async def keys(self) -> list[str]:
        """List the key of every reception, as often as it was counted."""
        return sorted(one["goodsReceptionId"] for one in await self.transactions())

    async def levels(self) -> Mapping[tuple[str, str], float]:
        """Read Omnium's stock, by warehouse and SKU."""
        items = (await self.omnium.get("/_sim/inventory")).json
        return {(item["warehouseCode"], item["sku"]): item["inventory"] for item in items}

    async def lines(self, order_id: str) -> Mapping[str, dict[str, Any]]:
        """Read the lines of a purchase order, by id."""
        order = (await self.omnium.get(f"/api/PurchaseOrders/{quote(order_id, safe='')}")).json
        return {line["lineItemId"]: line for line in order["purchaseOrderForm"]["lineItems"]}

    async def writes(self) -> list[str]:
        """List method and path of every write that Omnium received; searches are none."""
        calls = (await self.omnium.get("/_sim/calls")).json
        return [
            f"{call['method']} {call['path']}"
            for call in calls
            if call["method"] != "GET" and not call["path"].endswith("Transactions")
        ]


@pytest.fixture
async def stockroom() -> AsyncIterator[Stockroom]:
    """Omnium and Flow, running; connections are not kept, so that no library repeats a call."""
    states = (OmniumState(config=OmniumConfig.model_validate({"queuedSeconds": 0})), FlowState())
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium(states[0]) as omnium,
        running_flow(states[1]) as flow,
    ):
        tokens = OneToken(omnium.token)
        client = OmniumClient(session, tokens, omnium_hosts(omnium.url), 8)
        api = MeddledApi(session, tokens, omnium_hosts(omnium.url), 8)
        client.goods, client.inventory = OmniumGoods(api), OmniumInventory(api)
        clients = client, FlowClient(session, flow_hosts(f"{flow.url}/v2"))
        yield Stockroom(omnium, flow, ReceivementSync(*clients), api, states, clients)
        paths = [call["path"].lower() for call in (await omnium.get("/_sim/calls")).json]
        assert UNSCOPED not in paths, "the route that counts repeats twice was called"


@pytest.fixture
def meddling(stockroom: Stockroom) -> Meddling:
    """Sell a piece of `p-1` before levels are written, as often as is asked for."""

    async def sell() -> None:
        await stockroom.act("sellStock", warehouseUid="oslo", productUid="p-1", quantity=100)

    stockroom.api.meddling = Meddling(sell)
    return stockroom.api.meddling
