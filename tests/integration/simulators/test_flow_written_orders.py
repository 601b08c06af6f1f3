"""Purchase orders that an integration writes to Flow: what is taken, what is refused, and that the shop can receive them."""

from typing import Any

import pytest

from simulators.testing import Api
from simulators.testing_stockroom import act, levels

STORE = "/v2/tenants/acme/stores/oslo"
ORDERS = f"{STORE}/purchase-orders"
CONTROL = "/_sim/tenants/acme"
HEAD = {"purchaseOrderUid": "po1", "supplierUid": "s1", "status": "SENT_TO_SUPPLIER", "externalId": "PO-1"}
LINE = {"purchaseOrderItemUid": "l1", "productUid": "p1", "quantityOrdered": 300, "unitPrice": 7500}


@pytest.fixture
async def shop(flow: Api) -> Api:
    """A tenant that knows a supplier and a product, and has one purchase order of ours with a line."""
    settings = {"tenantUid": "acme", "apiToken": "made-up", "stores": ["oslo", "bergen"]}
    await flow.post("/_sim/tenants", settings)
    flow.headers["Authorization"] = "Bearer made-up"
    for path, record in (
        ("suppliers/s1", {"supplierUid": "s1", "name": "Hats & Co"}),
        ("products/p1", {"productUid": "p1", "name": "Cap", "sku": "CAP"}),
    ):
        await flow.put(f"{CONTROL}/catalogue/{path}", record)
    assert (await flow.post(ORDERS, HEAD)).status == 200
    assert (await flow.post(f"{ORDERS}/po1/items", LINE)).status == 200
    return flow


async def order(shop: Api) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.get(f"{ORDERS}/po1")).json
    return found


async def test_a_written_order_is_received_like_any_other(shop: Api) -> None:
    told = await order(shop)
    assert (told["warehouseUid"], told["currency"], told["storeUid"]) == ("oslo", "NOK", "oslo")
    item = told["items"][0]
    assert (item["productSku"], item["quantityReceived"], item["receivementItems"]) == ("CAP", 0, [])

    goods = [{"purchaseOrderItemUid": "l1", "quantity": 300}]
    await act(shop, "receive", storeUid="oslo", purchaseOrderUid="po1", items=goods)

    assert (await order(shop))["status"] == "RECEIVED"
    assert await levels(shop) == {("oslo", "p1"): 300}


async def test_a_change_keeps_what_it_does_not_name(shop: Api) -> None:
    await shop.put(f"{ORDERS}/po1", {"note": "Ring first"})
    await shop.put(f"{ORDERS}/po1/items/l1", {"quantityOrdered": 500, "quantityReceived": 100})

    told = await order(shop)
    assert (told["externalId"], told["note"]) == ("PO-1", "Ring first")
    item = told["items"][0]
    assert (item["quantityOrdered"], item["quantityReceived"], item["unitPrice"]) == (500, 100, 7500)
    assert await levels(shop) == {}
    assert (await shop.get(f"{ORDERS}/po1/items")).json["paging"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", ORDERS, HEAD, 409),
        ("POST", ORDERS, {"purchaseOrderUid": "po2"}, 400),
        ("POST", ORDERS, {**HEAD, "purchaseOrderUid": "po/2"}, 400),
        ("POST", ORDERS, {**HEAD, "purchaseOrderUid": "po2", "supplierUid": "unknown"}, 400),
        ("POST", ORDERS, {**HEAD, "purchaseOrderUid": "po2", "status": "SENTTOSUPPLIER"}, 400),
        ("POST", ORDERS, {**HEAD, "purchaseOrderUid": "po2", "currency": "NOK"}, 400),
        ("POST", ORDERS, {**HEAD, "purchaseOrderUid": "po2", "items": []}, 400),
        ("PUT", f"{ORDERS}/po1", {"supplierUid": None}, 400),
        ("PUT", f"{ORDERS}/po1", {"purchaseOrderUid": "po2"}, 400),
        ("PUT", f"{ORDERS}/po2", {"note": "x"}, 404),
        ("PUT", f"{ORDERS.replace('oslo', 'bergen')}/po1", {"note": "x"}, 404),
        ("POST", f"{ORDERS}/po1/items", LINE, 409),
        ("POST", f"{ORDERS}/po1/items", {**LINE, "purchaseOrderItemUid": "l2", "productUid": "unknown"}, 400),
        ("POST", f"{ORDERS}/po1/items", {**LINE, "purchaseOrderItemUid": "l2", "quantityOrdered": -1}, 400),
        (
            "POST",
            f"{ORDERS}/po1/items",
            {**LINE, "purchaseOrderItemUid": "l2", "expectedDeliveryDate": "soon"},
            400,
        ),
        ("POST", f"{ORDERS}/po2/items", LINE, 404),
        ("PUT", f"{ORDERS}/po1/items/l2", {"quantityOrdered": 1}, 404),
        ("PUT", f"{ORDERS}/po1/items/l1", {"productUid": "unknown"}, 400),
        ("DELETE", f"{ORDERS}/po1/items/l2", None, 404),
        ("DELETE", f"{ORDERS}/po2", None, 404),
    ],
)
async def test_what_cannot_be_is_refused(
    shop: Api, method: str, path: str, body: dict[str, Any] | None, status: int
) -> None:
    before = await order(shop)
    assert (await shop.call(method, path, body)).status == status
    assert await order(shop) == before


async def test_lines_and_orders_are_deleted(shop: Api) -> None:
    assert (await shop.delete(f"{ORDERS}/po1/items/l1")).status == 204
    assert (await order(shop))["items"] == []
    assert (await shop.delete(f"{ORDERS}/po1")).status == 204
    assert (await shop.get(f"{ORDERS}/po1")).status == 404


async def test_a_closed_order_takes_no_goods(shop: Api) -> None:
    await shop.put(f"{ORDERS}/po1", {"status": "CLOSED"})
    receive = {
        "act": "receive",
        "storeUid": "oslo",
        "purchaseOrderUid": "po1",
        "items": [{"purchaseOrderItemUid": "l1", "quantity": 100}],
    }
    assert (await shop.post(f"{CONTROL}/shop", receive)).status == 400
