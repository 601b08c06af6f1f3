"""The stockroom of Flow: goods are ordered, received and sold, and webhooks tell of it."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually
from simulators.testing_stockroom import CONTROL, LINES, OSLO, act, levels, order_of, receive, received


async def events(api: Api) -> list[dict[str, Any]]:
    """Wait until every webhook has arrived; those of one act travel together, so they are sorted."""

    async def arrived() -> list[dict[str, Any]]:
        attempts: list[dict[str, Any]] = (await api.get(f"{CONTROL}/deliveries")).json
        return attempts if all(attempt["status"] for attempt in attempts) else []

    told = [attempt["event"] for attempt in await eventually(arrived)]
    return sorted(told, key=lambda event: str(event["action"]))


@pytest.fixture
async def ordered(flow: Api) -> Api:
    """A purchase order of the shop's own: three of one product, one of another."""
    await act(flow, "purchase", storeUid="oslo", purchaseOrderUid="po1", items=LINES)
    return flow


async def test_a_purchase_order_of_the_shop_is_sent_to_its_supplier(ordered: Api) -> None:
    order = await order_of(ordered)
    names = ("storeUid", "warehouseUid", "status", "externalId", "currency", "createdBy")
    assert [order[name] for name in names] == ["oslo", "oslo", "SENT_TO_SUPPLIER", None, "NOK", "cashier-1"]
    first, second = order["items"]
    fields = ("productUid", "productSku", "quantityOrdered", "quantityReceived", "unitPrice", "unitCost")
    assert [first[name] for name in fields] == ["p1", "S1", 300, 0, 4000, 4000]
    assert [second[name] for name in fields] == ["p2", None, 100, 0, None, None]
    assert await levels(ordered) == {}


async def test_a_reception_is_kept_with_its_goods(ordered: Api) -> None:
    made = await received(ordered, ("l1", 100), receivementUid="r1")
    assert (await ordered.get(f"{OSLO}/receivements/r1")).json == made
    names = ("receivementUid", "purchaseOrderUid", "storeUid", "warehouseUid", "createdBy")
    assert [made[name] for name in names] == ["r1", "po1", "oslo", "oslo", "cashier-1"]
    (item,) = made["items"]
    assert item["product"] == {"productUid": "p1", "name": None, "sku": "S1"}
    fields = ("purchaseOrderItemUid", "quantity", "unitCost", "serialnumber", "status", "warehouseUid")
    assert [item[name] for name in fields] == ["l1", 100, 4000, None, "RECEIVED", "oslo"]


async def test_receptions_add_up_until_all_and_more_has_come(ordered: Api) -> None:
    states = []
    for quantities in ([("l1", 100)], [("l1", 250), ("l2", 100)], [("l2", 50)]):
        await received(ordered, *quantities)
        states.append((await order_of(ordered))["status"])
    assert states == ["PARTIALLY_RECEIVED", "RECEIVED", "RECEIVED"]
    assert [item["quantityReceived"] for item in (await order_of(ordered))["items"]] == [350, 150]
    assert await levels(ordered) == {("oslo", "p1"): 350, ("oslo", "p2"): 150}
    found = (await ordered.get(f"{OSLO}/receivements?purchaseOrderUid=po1")).json["items"]
    assert [len(one["items"]) for one in found] == [1, 2, 1]


async def test_pieces_with_serial_numbers_are_items_of_their_own_on_one_line(ordered: Api) -> None:
    pieces = [
        {"purchaseOrderItemUid": "l1", "quantity": 100, "serialnumber": number} for number in ("A", "B")
    ]
    made = await receive(ordered, *pieces, purchaseOrderUid="po1")
    assert [(item["purchaseOrderItemUid"], item["serialnumber"]) for item in made["items"]] == [
        ("l1", "A"),
        ("l1", "B"),
    ]
    assert len({item["receivementItemUid"] for item in made["items"]}) == 2
    assert (await order_of(ordered))["items"][0]["quantityReceived"] == 200


async def test_goods_come_without_a_purchase_order_into_any_warehouse(flow: Api) -> None:
    lamp = {"productUid": "p1", "sku": "S1", "name": "Lamp", "quantity": 200, "unitCost": 50}
    made = await receive(flow, lamp, {**lamp, "warehouseUid": "oslo", "quantity": 1}, warehouseUid="bergen")
    assert (made["purchaseOrderUid"], made["warehouseUid"]) == (None, "bergen")
    assert [item["purchaseOrderItemUid"] for item in made["items"]] == [None, None]
    assert await levels(flow) == {("bergen", "p1"): 200, ("oslo", "p1"): 1}
    stock = {"productSkus": ["S1"], "warehouseUids": ["bergen"]}
    (item,) = (await flow.post("/v2/tenants/acme/products/stock", stock)).json["items"]
    assert (item["productName"], item["totalQuantityStock"]) == ("Lamp", 200)


async def test_goods_go_to_the_warehouse_that_they_were_ordered_to(flow: Api) -> None:
    stores = {"stores": ["oslo"], "warehouses": {"oslo": ["front", "back"]}}
    await flow.post("/_sim/tenants", {"tenantUid": "acme", "apiToken": "made-up", **stores})
    order = {"storeUid": "oslo", "purchaseOrderUid": "po1", "items": LINES}
    assert (await act(flow, "purchase", **order, warehouseUid="back"))["warehouseUid"] == "back"
    await received(flow, ("l1", 100))
    await receive(flow, {"productUid": "p1", "quantity": 50})
    assert await levels(flow) == {("back", "p1"): 100, ("front", "p1"): 50}


async def test_sales_lower_the_stock_and_below_zero_too(ordered: Api) -> None:
    await received(ordered, ("l1", 100))
    sold = {"warehouseUid": "oslo", "productUid": "p1", "quantity": 70}
    left = [(await act(ordered, "sellStock", **sold))["quantityStock"] for _ in range(2)]
    assert left == [30, -40]


async def test_a_purchase_order_from_outside_is_received_as_well(flow: Api) -> None:
    line = {
        "purchaseOrderItemUid": "l1",
        "externalId": "9",
        "productUid": "p1",
        "productSku": "S1",
        "quantityOrdered": 100,
    }
    await flow.put(f"{CONTROL}/purchase-orders/po1", {"externalId": "PO-1", "items": [line]})
    made = await receive(flow, {"productUid": "p1", "quantity": 100}, purchaseOrderUid="po1")
    assert (made["items"][0]["purchaseOrderItemUid"], made["items"][0]["product"]["sku"]) == ("l1", "S1")
    order = await order_of(flow)
    assert (order["status"], order["externalId"]) == ("RECEIVED", "PO-1")


async def test_a_part_of_a_purchase_order_raises_its_reception_and_the_stock(
    ordered: Api, subscriber: Subscriber
) -> None:
    await ordered.post(f"{CONTROL}/subscriptions", {"url": subscriber.url})
    await received(ordered, ("l1", 50), ("l1", 50), receivementUid="r1")
    reception, stock = await events(ordered)
    uids = {name: part["Uid"] for name, part in reception.items() if name != "action"}
    assert (reception["action"], uids.pop("tenantUser")) == ("RECEIVEMENT_CREATED", "cashier-1")
    assert uids == {"tenant": "acme", "store": "oslo", "receivement": "r1", "purchaseOrder": "po1"}
    assert (stock["action"], stock["warehouse"]["Uid"], stock["product"]["Uid"]) == (
        "STOCK_CHANGE",
        "oslo",
        "p1",
    )


async def test_only_the_reception_that_completes_a_purchase_order_says_so(
    ordered: Api, subscriber: Subscriber
) -> None:
    wanted = ["RECEIVEMENT_CREATED", "PURCHASE_RECEIVED"]
    await ordered.post(f"{CONTROL}/subscriptions", {"url": subscriber.url, "actions": wanted})
    for quantities in ([("l1", 300)], [("l2", 100)], [("l2", 100)]):
        await received(ordered, *quantities)
    told = await events(ordered)
    assert [event["action"] for event in told] == ["PURCHASE_RECEIVED", *["RECEIVEMENT_CREATED"] * 3]
    assert (told[0]["purchaseOrder"]["Uid"], "receivement" in told[0]) == ("po1", False)


async def test_a_reception_without_a_purchase_order_names_none(flow: Api, subscriber: Subscriber) -> None:
    await flow.post(f"{CONTROL}/subscriptions", {"url": subscriber.url})
    await receive(flow, {"productUid": "p1", "quantity": 100}, purchaseOrderUid=None)
    told = await events(flow)
    assert [event["action"] for event in told] == ["RECEIVEMENT_CREATED", "STOCK_CHANGE"]
    assert "purchaseOrder" not in told[0]


@pytest.mark.parametrize("status", ["NEW", "CANCELLED_BY_SUPPLIER", "CLOSED"])
async def test_a_purchase_order_that_expects_no_goods_takes_none(flow: Api, status: str) -> None:
    await flow.put(f"{CONTROL}/purchase-orders/po1", {"status": status, "items": []})
    body = {"purchaseOrderUid": "po1", "items": [{"productUid": "p1", "quantity": 1}]}
    answer = await flow.post(f"{CONTROL}/shop", {"act": "receive", "storeUid": "oslo", **body})
    assert (answer.status, answer.json["message"]) == (400, f"status: the purchase order is {status}")


PIECE = {"productUid": "p1", "quantity": 100}
SOLD = {"warehouseUid": "oslo", "productUid": "p1", "quantity": 1}


@pytest.mark.parametrize(
    ("name", "body", "status", "field"),
    [
        ("purchase", {"storeUid": "oslo", "purchaseOrderUid": "po1", "items": LINES}, 409, "purchaseOrderUid"),
        ("purchase", {"storeUid": "oslo", "items": [LINES[0]] * 2}, 409, "purchaseOrderItemUid"),
        ("purchase", {"storeUid": "oslo", "items": []}, 400, "items"),
        ("purchase", {"storeUid": "rome", "items": [PIECE]}, 400, "storeUid"),
        ("purchase", {"storeUid": "oslo", "items": [PIECE], "warehouseUid": "w"}, 400, "warehouseUid"),
        ("receive", {"storeUid": "bergen", "purchaseOrderUid": "po1", "items": [PIECE]}, 404, "purchaseOrderUid"),
        ("receive", {"storeUid": "oslo", "purchaseOrderUid": "po9", "items": [PIECE]}, 404, "purchaseOrderUid"),
        ("receive", {"storeUid": "oslo", "receivementUid": "r0", "items": [PIECE]}, 409, "receivementUid"),
        ("receive", {"storeUid": "oslo", "items": [{"quantity": 100}]}, 400, "productUid"),
        ("receive", {"storeUid": "oslo", "items": [{**PIECE, "quantity": 0}]}, 400, "items.0.quantity"),
        ("receive", {"storeUid": "oslo", "items": [{**PIECE, "warehouseUid": "w"}]}, 400, "warehouseUid"),
        ("receive", {"storeUid": "oslo", "items": [PIECE], "colour": "red"}, 400, "colour"),
        ("sellStock", SOLD, 404, "productUid"),
        ("steal", {}, 400, "act"),
        (["receive"], {}, 400, "act"),
    ],
)  # fmt: skip
async def test_what_the_stockroom_cannot_do_is_refused_and_changes_nothing(
    ordered: Api, name: object, body: dict[str, Any], status: int, field: str
) -> None:
    await ordered.put(f"{CONTROL}/receivements/r0", {"purchaseOrderUid": None})
    lists = [f"{CONTROL}/{kind}" for kind in ("purchase-orders", "receivements", "stock")]
    before = [(await ordered.get(path)).json for path in lists]
    answer = await ordered.post(f"{CONTROL}/shop", {"act": name, **body})
    assert (answer.status, answer.json["message"].split(":")[0]) == (status, field)
    assert [(await ordered.get(path)).json for path in lists] == before
