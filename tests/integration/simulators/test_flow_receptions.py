"""What the shop says of a reception after the fact, and receptions that are not plain ones."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually
from simulators.testing_stockroom import CONTROL, LINES, OSLO, act, levels, order_of, receive, received


@pytest.fixture
async def ordered(flow: Api) -> Api:
    """A purchase order of the shop's own: three of one product, one of another."""
    await act(flow, "purchase", storeUid="oslo", purchaseOrderUid="po1", items=LINES)
    return flow


async def totals(api: Api, uid: str = "po1") -> list[int]:
    items = (await api.get(f"{OSLO}/purchase-orders/{uid}/items")).json["items"]
    return [item["quantityReceived"] for item in items]


async def test_a_correction_moves_the_purchase_order_and_the_stock_by_the_difference(ordered: Api) -> None:
    made = await received(ordered, ("l1", 300), ("l2", 100), receivementUid="r1")
    first, second = (item["receivementItemUid"] for item in made["items"])
    for quantity in (350, 120):
        await act(
            ordered, "correctReceived", receivementUid="r1", receivementItemUid=first, quantity=quantity
        )
    await act(ordered, "removeReceived", receivementUid="r1", receivementItemUid=second)
    assert await totals(ordered) == [120, 0]
    assert await levels(ordered) == {("oslo", "p1"): 120, ("oslo", "p2"): 0}
    order = await order_of(ordered)
    assert order["status"] == "PARTIALLY_RECEIVED"
    kept = [[one["quantity"] for one in item["receivementItems"]] for item in order["items"]]
    assert kept == [[120], []]


async def test_a_reception_can_be_deleted_and_its_goods_have_not_come(ordered: Api) -> None:
    await received(ordered, ("l1", 300), receivementUid="r1")
    await act(ordered, "deleteReception", receivementUid="r1")
    assert (await ordered.get(f"{OSLO}/receivements/r1")).status == 404
    assert (await totals(ordered), await levels(ordered)) == ([0, 0], {("oslo", "p1"): 0})
    assert (await order_of(ordered))["status"] == "SENT_TO_SUPPLIER"


async def test_what_goes_back_is_below_zero_and_taken_off(ordered: Api) -> None:
    await received(ordered, ("l1", 300))
    back = [{"purchaseOrderItemUid": "l1", "quantity": 100}]
    made = await act(ordered, "sendBack", storeUid="oslo", purchaseOrderUid="po1", items=back)
    assert [item["quantity"] for item in made["items"]] == [-100]
    assert (await totals(ordered), await levels(ordered)) == ([200, 0], {("oslo", "p1"): 200})


async def test_a_reception_counts_while_it_is_received_and_not_before_nor_after(ordered: Api) -> None:
    items = [{"purchaseOrderItemUid": "l1", "quantity": 100, "status": "IN_PROGRESS"}]
    await receive(ordered, *items, purchaseOrderUid="po1", receivementUid="r1")
    counted = [await totals(ordered)]
    for status in ("RECEIVED", "CANCELLED"):
        made = await act(ordered, "restateReception", receivementUid="r1", status=status)
        assert [made["status"], made["items"][0]["status"]] == [status, status]
        counted.append(await totals(ordered))
    assert counted == [[0, 0], [100, 0], [0, 0]]
    assert await levels(ordered) == {("oslo", "p1"): 0}


async def test_another_store_receives_a_purchase_order_into_its_own_warehouse(ordered: Api) -> None:
    items = [{"purchaseOrderItemUid": "l1", "quantity": 100}]
    elsewhere = {"storeUid": "bergen", "orderStoreUid": "oslo", "purchaseOrderUid": "po1"}
    made = await act(ordered, "receive", items=items, **elsewhere)
    listed = [
        (await ordered.get(f"/v2/tenants/acme/stores/{store}/receivements?purchaseOrderUid=po1")).json
        for store in ("oslo", "bergen")
    ]
    assert [one["items"] for one in listed] == [[], [made]]
    assert (await totals(ordered), await levels(ordered)) == ([100, 0], {("bergen", "p1"): 100})


async def test_one_reception_moves_two_purchase_orders_on(ordered: Api) -> None:
    other = [{"purchaseOrderItemUid": "m1", "productUid": "p1", "quantity": 100}]
    await act(ordered, "purchase", storeUid="oslo", purchaseOrderUid="po2", items=other)
    shared = [
        {"purchaseOrderItemUid": "l1", "quantity": 50},
        {"purchaseOrderItemUid": "m1", "quantity": 100, "purchaseOrderUid": "po2"},
    ]
    made = await receive(ordered, *shared, purchaseOrderUid="po1")
    assert [item["purchaseOrderItemUid"] for item in made["items"]] == ["l1", "m1"]
    assert [await totals(ordered, uid) for uid in ("po1", "po2")] == [[50, 0], [100]]
    assert await levels(ordered) == {("oslo", "p1"): 150}


async def test_a_substitute_is_on_the_line_of_what_was_ordered_and_in_stock_as_itself(ordered: Api) -> None:
    goods = {"purchaseOrderItemUid": "l1", "quantity": 100, "substituteProductUid": "p9", "sku": "S9"}
    (item,) = (await receive(ordered, goods, purchaseOrderUid="po1"))["items"]
    assert item["product"] == {"productUid": "p9", "name": None, "sku": "S9"}
    assert (await totals(ordered), await levels(ordered)) == ([100, 0], {("oslo", "p9"): 100})


async def test_a_renamed_product_keeps_its_old_sku_on_receptions_alone(ordered: Api) -> None:
    old = await received(ordered, ("l1", 100))
    await act(ordered, "renameProduct", productUid="p1", sku="S1-NEW")
    new = await received(ordered, ("l1", 100))
    assert [one["items"][0]["product"]["sku"] for one in (old, new)] == ["S1", "S1-NEW"]
    assert (await order_of(ordered))["items"][0]["productSku"] == "S1-NEW"
    stock = {"productUids": ["p1"], "warehouseUids": ["oslo"]}
    (level,) = (await ordered.post("/v2/tenants/acme/products/stock", stock)).json["items"]
    assert level["productSku"] == "S1-NEW"


async def test_a_line_of_a_purchase_order_is_read_by_itself(ordered: Api) -> None:
    path = f"{OSLO}/purchase-orders/po1/items"
    assert (await ordered.get(f"{path}/l2")).json == (await order_of(ordered))["items"][1]
    assert (await ordered.get(f"{path}/l9")).status == 404
    listed = (await ordered.get(f"{path}?pageSize=1&pageNumber=2")).json
    assert [item["purchaseOrderItemUid"] for item in listed["items"]] == ["l2"]
    assert listed["paging"]["totalCount"] == 2


async def test_a_correction_is_told_by_no_webhook_but_that_of_the_stock(
    ordered: Api, subscriber: Subscriber
) -> None:
    await received(ordered, ("l1", 100), receivementUid="r1")
    await ordered.post(f"{CONTROL}/subscriptions", {"url": subscriber.url})
    await act(ordered, "restateReception", receivementUid="r1", status="REVERSED")

    async def told() -> list[str]:
        attempts = (await ordered.get(f"{CONTROL}/deliveries")).json
        return [one["event"]["action"] for one in attempts if one["status"]]

    assert await eventually(told) == ["STOCK_CHANGE"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("deleteReception", {}),
        ("restateReception", {"status": "CANCELLED"}),
        ("removeReceived", {"receivementItemUid": "i1"}),
        ("correctReceived", {"receivementItemUid": "i1", "quantity": 1}),
    ],
)
async def test_only_what_was_received_can_be_corrected(ordered: Api, name: str, body: dict[str, Any]) -> None:
    await received(ordered, ("l1", 100), receivementUid="r1")
    before = (await ordered.get(f"{CONTROL}/receivements")).json
    for uid in ("r9", *(["r1"] if "receivementItemUid" in body else [])):
        answer = await ordered.post(f"{CONTROL}/shop", {"act": name, "receivementUid": uid, **body})
        assert (answer.status, "was not found" in answer.text) == (404, True)
    assert (await ordered.get(f"{CONTROL}/receivements")).json == before
