"""Guests and strangers, whom orders of either side name: every kind of job, as the worker builds them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import handlers_of
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync.app import build_syncs
from rigs.customers.world import NOW
from simulators.testing import SECRET, Api, running_flow, running_omnium, sample_order

PARAMETERS = {
    "OMNIUM_CLIENT_ID": "tester",
    "OMNIUM_CLIENT_SECRET": "made-up-client-secret",
    "OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack",
    "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": True,
}
KARI = {"firstName": "Kari", "lastName": "Nordmann", "email": "kari@example.com", "phone": "+4790000001"}
OLA = {"customerType": "PERSON", "firstname": "Ola", "lastname": "Butikk", "email": "ola@example.com"}
SALE: dict[str, Any] = {
    "orderUid": "s-1",
    "storeUid": "oslo",
    "items": [{"productUid": "p-1", "sku": "SKU-1", "quantity": 100, "unitPrice": 10000}],
    "settlements": [{"settlementCode": "CARD"}],
}


@dataclass
class Both:
    """Both systems and every handler."""

    omnium: Api
    flow: Api
    handlers: Any

    async def run(self, kind: JobKind, key: str) -> list[str]:
        """Run one job; return what a person is told."""
        tenant = a_tenant(
            flow={"apiToken": SECRET, "countryCode": "NO"},
            parameters=PARAMETERS,
            stores={"oslo": {"marketId": "NOR"}},
        )
        job = JobContext("job-1", tenant, kind, key, {}, NOW)
        try:
            await self.handlers[kind](job)
        except Ignored:
            assert job.journal.changes == []
        return job.journal.flags

    async def act(self, act: str, **fields: object) -> None:
        """Act in the shop."""
        assert (await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})).status == 200

    async def order(self, order_id: str, **fields: object) -> None:
        """Place an order in Omnium."""
        form = sample_order(order_id, billingAddress=KARI, **fields)
        assert (await self.omnium.put(f"/_sim/orders/{order_id}?compute=true", form)).status == 200

    async def customers(self) -> tuple[Any, Any]:
        """List Omnium's customers by id, and the shop's by uid."""
        in_omnium = (await self.omnium.get("/_sim/customers")).json
        in_flow = (await self.flow.get("/_sim/tenants/acme/customers")).json
        return {one["customerId"]: one for one in in_omnium}, {one["customerUid"]: one for one in in_flow}


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium() as omnium,
        running_flow() as flow,
    ):
        await omnium.patch("/_sim/config", {"queuedSeconds": 0})
        handling = {"handlingUid": "pack", "name": "Pack"}
        made = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo"], "handlings": [handling]}
        assert (await flow.post("/_sim/tenants", made)).status == 201
        clients = (
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        yield Both(omnium, flow, handlers_of(build_syncs(*clients)))


async def test_a_guest_reaches_omnium_once_the_shop_registers_him(both: Both) -> None:
    await both.order("O-1", customerId="g-1")
    await both.run(JobKind.INBOUND_ORDER, "O-1")
    assert await both.run(JobKind.OUTBOUND_CUSTOMER, "g-1") == []
    assert (await both.customers())[0] == {}
    await both.act("customer", customerUid="g-1", customer={"loyaltyId": "M-7"})
    assert await both.run(JobKind.OUTBOUND_CUSTOMER, "g-1") == []
    in_omnium, _ = await both.customers()
    assert (in_omnium["g-1"]["customerNumber"], in_omnium["g-1"]["email"]) == ("M-7", "kari@example.com")
    await both.omnium.delete("/api/PrivateCustomers/g-1")
    await both.act("customer", customerUid="g-1", customer={"email": "new@example.com"})
    (told,) = await both.run(JobKind.OUTBOUND_CUSTOMER, "g-1")
    assert told.startswith("customer g-1 was customer g-1 of Omnium, which has none of that id any more")
    assert (await both.customers())[0] == {}


async def test_a_customer_of_omnium_s_whom_it_has_lost_is_told(both: Both) -> None:
    await both.omnium.put("/_sim/customers/private/w-1", {"customerId": "w-1", **KARI})
    await both.order("O-1", customerId="w-1")
    await both.run(JobKind.INBOUND_ORDER, "O-1")
    await both.omnium.delete("/api/PrivateCustomers/w-1")
    await both.act("customer", customerUid="w-1", customer={"loyaltyId": "M-7"})
    (told,) = await both.run(JobKind.OUTBOUND_CUSTOMER, "w-1")
    assert told.startswith("customer w-1 was customer w-1 of Omnium, which has none of that id any more")
    assert (await both.customers())[0] == {}


@pytest.mark.parametrize("kind", ["private", "business"])
async def test_neither_sale_nor_invoice_hangs_on_a_stranger(both: Both, kind: str) -> None:
    stranger = {"customerId": "1001", "firstName": "Ingrid", "lastName": "Webshop", "name": "Annen AS"}
    await both.omnium.put(f"/_sim/customers/{kind}/1001", stranger)
    await both.act("customer", customerUid="1001", customer=OLA)
    await both.act("sell", **SALE, customerUid="1001")
    (of_order,) = await both.run(JobKind.OUTBOUND_ORDER, "s-1")
    (of_receipt,) = await both.run(JobKind.ORDER_RECEIPT, "s-1")
    assert of_order.endswith(": the order names no customer")
    assert of_receipt.endswith(": its invoice names no customer")
    order = (await both.omnium.get("/api/Orders/s-1")).json
    (invoice,) = (await both.omnium.get("/_sim/invoices")).json
    assert [order["customerId"], order["customerNumber"], invoice["customerId"]] == [None] * 3
    assert [order["customerName"], invoice["customerName"]] == ["Ola Butikk"] * 2


async def test_a_sale_of_whom_omnium_has_lost_does_not_make_him_again(both: Both) -> None:
    await both.act("customer", customerUid="c-1", customer=OLA)
    await both.run(JobKind.OUTBOUND_CUSTOMER, "c-1")
    await both.omnium.delete("/api/PrivateCustomers/c-1")
    await both.act("sell", **SALE, customerUid="c-1")
    (told,) = await both.run(JobKind.OUTBOUND_ORDER, "s-1")
    assert "not made again: the order names no customer" in told
    assert (await both.omnium.get("/api/Orders/s-1")).json["customerId"] is None


async def test_an_order_of_a_stranger_is_not_the_shop_s_customer_s(both: Both) -> None:
    await both.omnium.put("/_sim/customers/private/1001", {"customerId": "1001", **KARI})
    await both.act("customer", customerUid="1001", customer=OLA)
    await both.order("O-1", customerId="1001")
    await both.run(JobKind.INBOUND_ORDER, "O-1")
    _, in_flow = await both.customers()
    (made,) = set(in_flow) - {"1001"}
    assert (in_flow[made]["externalId"], in_flow[made]["firstname"]) == ("1001", "Kari")
    order = (await both.flow.get("/_sim/tenants/acme/orders")).json[0]
    assert order["customerUid"] == made
    told = [
        "customers 1001, " + made + " of Flow all are customer 1001 of Omnium: none of them is sent there"
    ]
    assert await both.run(JobKind.OUTBOUND_CUSTOMER, "1001") == told
    assert (await both.customers())[0]["1001"] == {"kind": "private", "customerId": "1001", **KARI}


async def test_an_order_does_not_make_again_whom_the_shop_has_deleted(both: Both) -> None:
    await both.omnium.put("/_sim/customers/private/w-1", {"customerId": "w-1", **KARI})
    job = JobContext("job-1", a_tenant(parameters=PARAMETERS, flow={"apiToken": SECRET}), JobKind.OUTBOUND_CUSTOMER,
                     "w-1", {"action": "CUSTOMER_DELETE"}, NOW)  # fmt: skip
    await both.handlers[JobKind.OUTBOUND_CUSTOMER](job)
    await both.order("O-1", customerId="w-1")
    assert await both.run(JobKind.INBOUND_ORDER, "O-1") == [
        "customer w-1 was erased or deleted before: he is not made again, the order has his address alone"
    ]
    assert (await both.customers())[1] == {}
    order = (await both.flow.get("/_sim/tenants/acme/orders")).json[0]
    assert (order["customerUid"], order["customerAddress"]["firstname"]) == (None, "Kari")
