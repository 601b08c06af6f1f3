"""Each of Flow's and Omnium's lists over real HTTP, longer than a page of the simulated Flow holds."""

import json
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import ReceiptSearch
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import InvalidData
from flow_omnium.runtime.destinations import flow_hosts
from flow_omnium.testing.http_peer import HttpPeer, answers
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import FixedTokens
from simulators.flow.paging import LARGEST_PAGE
from simulators.testing import SECRET, Api, running_flow

MANY = 2 * LARGEST_PAGE + 1
TENANT = a_tenant(flow={"apiToken": SECRET})
STOCK = "/_sim/tenants/acme/stock"


def client(session: aiohttp.ClientSession, url: str) -> FlowClient:
    return FlowClient(session, flow_hosts(url))


async def put_tenant(flow: Api, **settings: Any) -> None:
    tenant = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo"], **settings}
    assert (await flow.post("/_sim/tenants", tenant)).status == 201


async def test_the_stock_of_many_products_is_read_whole(session: aiohttp.ClientSession) -> None:
    uids = [f"p-{number}" for number in range(MANY)]
    async with running_flow() as flow:
        await put_tenant(flow)
        for uid in uids:
            assert (await flow.put(f"{STOCK}/oslo/{uid}", {"quantityStock": 100})).status == 200
        stock = await client(session, f"{flow.url}/v2").goods.stock(TENANT, [*uids, "never-here"], "oslo")
    assert [one.product_uid for one in stock] == uids


async def test_the_receptions_of_a_long_purchase_order_are_read_whole(session: aiohttp.ClientSession) -> None:
    async with running_flow() as flow:
        await put_tenant(flow)
        item = {"purchaseOrderItemUid": "a", "productUid": "p-1", "quantityOrdered": 100 * MANY}
        order = {"storeUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": [item]}
        assert (await flow.put("/_sim/tenants/acme/purchase-orders/PO-1", order)).status == 200
        received = {"act": "receive", "storeUid": "oslo", "purchaseOrderUid": "PO-1"}
        for _ in range(MANY):
            items = [{"purchaseOrderItemUid": "a", "quantity": 100}]
            assert (await flow.post("/_sim/tenants/acme/shop", {**received, "items": items})).status == 200
        found = await client(session, f"{flow.url}/v2").goods.receivements(TENANT, "oslo", "PO-1")
    assert len({one.receivement_uid for one in found}) == MANY


async def test_many_receipts_are_found_whole(session: aiohttp.ClientSession) -> None:
    async with running_flow() as flow:
        await put_tenant(flow)
        order = {"orderNumber": "77", "items": []}
        assert (await flow.put("/_sim/tenants/acme/orders/o-1", order)).status == 200
        for number in range(MANY):
            receipt = {"orderUid": "o-1", "orderNumber": "77", "voucherNumber": str(number)}
            assert (await flow.put(f"/_sim/tenants/acme/receipts/r-{number}", receipt)).status == 200
        search = ReceiptSearch(order_number="77")
        found = await client(session, f"{flow.url}/v2").receipts.search(TENANT, search)
    assert len({one.order_receipt_uid for one in found}) == MANY


async def test_many_payment_methods_are_read_whole(session: aiohttp.ClientSession) -> None:
    methods = [
        {
            "settlementCode": f"EXTERNAL_{number}",
            "name": f"Way {number}",
            "externalSystemMappings": [{"systemCode": "OMNIUM", "externalId": f"way-{number}"}],
        }
        for number in range(MANY)
    ]
    async with running_flow() as flow:
        await put_tenant(flow, paymentMethods=methods)
        found = await client(session, f"{flow.url}/v2").tenants.payment_methods(TENANT)
    assert len({one.settlement_code for one in found}) == MANY


async def test_many_customers_of_one_id_are_read_whole(session: aiohttp.ClientSession) -> None:
    async with running_flow() as flow:
        await put_tenant(flow)
        for number in range(MANY):
            made = {"act": "customer", "customerUid": f"c-{number}"}
            who = {"customer": {"customerType": "PERSON", "externalId": "same"}}
            assert (await flow.post("/_sim/tenants/acme/shop", made | who)).status == 200
        found = await client(session, f"{flow.url}/v2").customers.find(TENANT, "same")
    assert len(found) == MANY


async def test_stock_that_is_not_whole_is_no_stock(session: aiohttp.ClientSession) -> None:
    item = '{"productUid": "p-1", "warehouseStockDetails": [{"warehouseUid": "oslo", "quantityStock": 100}]}'
    first = answers(200, f'{{"items": [{item}], "paging": {{"totalCount": 2}}}}')
    rest = answers(200, '{"items": [], "paging": {"totalCount": 2}}')
    async with HttpPeer(first, rest, first, rest, first, rest) as server:
        with pytest.raises(
            InvalidData, match=r"paging.totalCount: '2' is not what the pages of the list hold"
        ):
            await client(session, server.url).goods.stock(TENANT, ["p-1", "p-2"], "oslo")


@pytest.mark.parametrize("level", ["null", '"many"', "1.5"])
async def test_a_level_that_cannot_be_read_is_not_zero_and_keeps_no_other_back(
    session: aiohttp.ClientSession, level: str
) -> None:
    items = ", ".join(
        f'{{"productUid": "{name}", "warehouseStockDetails": [{{"warehouseUid": "oslo", "quantityStock": {told}}}]}}'
        for name, told in (("p-1", level), ("p-2", "100"))
    )
    async with HttpPeer(answers(200, f'{{"items": [{items}], "paging": {{"totalCount": 2}}}}')) as server:
        found = await client(session, server.url).goods.stock(TENANT, ["p-1", "p-2"], "oslo")
    assert [one.warehouse_stock_details[0].quantity_stock for one in found] == [None, 100]


async def test_a_search_by_number_that_finds_more_than_was_asked_for_is_narrowed(
    session: aiohttp.ClientSession,
) -> None:
    numbers = {"om-1": "1001", "1001": "77", "om-2": "10010", "om-3": "1001"}
    found = [{"id": order_id, "orderNumber": number} for order_id, number in numbers.items()]
    async with HttpPeer(answers(200, json.dumps({"result": found, "totalHits": 4}))) as peer:
        omnium = OmniumClient(session, FixedTokens(), peer.url, 1)
        orders = await omnium.orders.search_number(TENANT, "1001")
    assert [one.id for one in orders] == ["om-1", "1001", "om-3"]


async def test_the_purchase_orders_of_an_external_id_are_found_among_many(
    session: aiohttp.ClientSession,
) -> None:
    async with running_flow() as flow:
        await put_tenant(flow)
        for number in range(MANY):
            order = {"externalId": f"PO-{number % 2}", "items": []}
            assert (await flow.put(f"/_sim/tenants/acme/purchase-orders/u-{number}", order)).status == 200
        goods = client(session, f"{flow.url}/v2").goods
        found = await goods.purchase_orders(TENANT, "oslo", "PO-1")
        assert await goods.purchase_orders(TENANT, "nowhere", "PO-1") == ()
    assert {one.purchase_order_uid for one in found} == {f"u-{number}" for number in range(1, MANY, 2)}
