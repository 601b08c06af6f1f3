"""One Omnium order in several stores of Flow, over HTTP: however it breaks, no goods stand twice, and all come together again."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from flow_omnium.flow import routes
from flow_omnium.flow.routes import Route
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import ApiError, Ignored

HANDLINGS = {
    "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick",
    "OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack",
}
TENANT: dict[str, Any] = {"stores": {"oslo": {}, "bergen": {}}, **HANDLINGS}
WRITES: Sequence[tuple[Route, int]] = [
    (routes.CREATE_ORDER, 0),
    (routes.CREATE_ORDER, 1),
    (routes.ADD_ITEM, 0),
    (routes.ADD_ITEM, 1),
    (routes.ATTACH_HANDLING, 1),
    (routes.CHANGE_STATE, 0),
    (routes.CHANGE_STATE, 1),
]
MOVES: Sequence[tuple[Route, int]] = [
    (routes.CHANGE_STATE, 0),
    (routes.CHANGE_HEADER, 0),
    (routes.CHANGE_STATE, 1),
    (routes.CREATE_ORDER, 0),
    (routes.ADD_ITEM, 0),
    (routes.ATTACH_HANDLING, 0),
    (routes.CHANGE_STATE, 2),
]


def line(line_id: str, price: int) -> dict[str, Any]:
    return {
        "lineItemId": line_id, "code": f"SKU-{line_id}", "quantity": 1, "placedPrice": price, "extendedPrice": price
    }  # fmt: skip


def order(*stores: str) -> dict[str, Any]:
    """Return an order with a line and a shipment for each store, in their order."""
    lines = [line(str(number), 100 * number) for number in range(1, len(stores) + 1)]
    shipments = [
        {
            "shipmentId": one["lineItemId"],
            "warehouseCode": "central",
            "pickUpWarehouseCode": store,
            "lineItems": [one],
        }
        for one, store in zip(lines, stores, strict=True)
    ]
    form = {
        "lineItems": lines,
        "shipments": shipments,
        "total": sum(one["placedPrice"] for one in lines),
    }
    head = {"id": "S1", "orderType": "ClickAndCollect", "status": "New", "marketId": "NOR", "storeId": "web"}
    return {**head, "orderForm": form}


async def until_agreed(shop: Any) -> None:
    """Repeat the job as the backoff table would, until it has nothing to write."""
    for _attempt in range(5):
        live_goods(await shop.orders())
        try:
            await shop.sync("S1", **TENANT)
        except ApiError:
            continue
        except Ignored:
            return
    pytest.fail("both sides never agreed")


async def broken(shop: Any) -> None:
    """Run the job into its fault; the HTTP library may repeat a PUT by itself."""
    with suppress(ApiError):
        await shop.sync("S1", **TENANT)


def live_goods(orders: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return store and uid by line of what stands in the shops. No line may stand twice."""
    found: dict[str, tuple[str, str]] = {}
    for one in orders:
        for item in one["items"] if one["orderState"] != "CANCELLED" else ():
            assert item["externalId"] not in found, "the same goods stand in two orders"
            found[item["externalId"]] = (one["storeUid"], one["orderUid"])
    return found


@pytest.mark.parametrize("kind", ["written_no_answer", "status"])
@pytest.mark.parametrize(("route", "earlier"), WRITES, ids=lambda value: getattr(value, "path", value))
async def test_each_store_gets_its_goods_whatever_breaks(
    shop: Any, route: Route, earlier: int, kind: str
) -> None:
    await shop.put_order(order("oslo", "bergen"))
    for _write in range(earlier):
        await shop.fail_in_flow(route.method, route.path, kind="delay", seconds=0)
    await shop.fail_in_flow(route.method, route.path, kind=kind, status=503)
    await broken(shop)
    await shop.put_order({**order("oslo", "bergen"), "orderForm": reversed_shipments()})
    await until_agreed(shop)
    made = await shop.orders()
    assert {line_id: store for line_id, (store, _uid) in live_goods(made).items()} == {
        "1": "oslo",
        "2": "bergen",
    }
    # Which one has the bare uid is settled by the first that was made.
    assert sorted(one["orderUid"] for one in made) in (["S1", "S1-1"], ["S1", "S1-2"])
    assert sorted(one["orderTotals"]["grandTotal"] for one in made) == [10000, 20000]


def reversed_shipments() -> dict[str, Any]:
    form = order("oslo", "bergen")["orderForm"]
    return {**form, "shipments": form["shipments"][::-1]}


@pytest.mark.parametrize("kind", ["written_no_answer", "status"])
@pytest.mark.parametrize(("route", "earlier"), MOVES, ids=lambda value: getattr(value, "path", value))
async def test_an_order_moves_whatever_breaks(shop: Any, route: Route, earlier: int, kind: str) -> None:
    await shop.put_order(order("oslo"))
    await shop.sync("S1", **TENANT)
    await shop.put_order(order("bergen"))
    for _write in range(earlier):
        await shop.fail_in_flow(route.method, route.path, kind="delay", seconds=0)
    await shop.fail_in_flow(route.method, route.path, kind=kind, status=503)
    await broken(shop)
    await until_agreed(shop)
    assert live_goods(await shop.orders()) == {"1": ("bergen", "S1-1")}


async def test_an_order_moves_there_and_back_again(shop: Any) -> None:
    for store in ("oslo", "bergen", "oslo", "bergen"):
        await shop.put_order(order(store))
        await until_agreed(shop)
        assert [place for place, _uid in live_goods(await shop.orders()).values()] == [store]
    assert len(await shop.orders()) == 4


async def test_nothing_moves_once_the_shop_has_begun(shop: Any) -> None:
    await shop.put_order(order("oslo"))
    await shop.sync("S1", **TENANT)
    await shop.act("deliver", orderUid="S1")
    await shop.put_order(order("bergen"))
    with pytest.raises(Ignored, match="begun in the shop, and stays: Omnium has moved it to bergen"):
        await shop.sync("S1", **TENANT)
    assert live_goods(await shop.orders()) == {"1": ("oslo", "S1")}


async def test_what_omnium_takes_only_now_is_looked_at_from_the_shops_side_unless_that_is_due(
    shop: Any,
) -> None:
    made: list[tuple[JobKind, str, Mapping[str, str]]] = []

    async def wakes(kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        made.append((kind, key, event))

    async def is_due(_kind: JobKind, _key: str) -> bool:
        return bool(made)

    await shop.put_order(order("oslo"))
    await shop.sync("S1", **TENANT)
    await shop.act("deliver", orderUid="S1")
    await shop.run(replace(shop.job("S1", **TENANT), wakes=wakes, awaits=is_due))
    with pytest.raises(Ignored, match="stands in Flow already"):
        await shop.run(replace(shop.job("S1", **TENANT), wakes=wakes, awaits=is_due))
    assert made == [(JobKind.OUTBOUND_ORDER, "S1", {"orderUid": "S1", "storeUid": "oslo"})]


async def test_two_stores_end_an_order_together(shop: Any) -> None:
    await shop.put_order(order("oslo", "bergen"))
    await shop.sync("S1", **TENANT)
    await shop.act("settle", orderUid="S1", settlementCode="CARD")
    await shop.act("deliver", orderUid="S1")
    await outbound(shop, "S1")
    assert (await in_omnium(shop))["status"] not in ("Completed", "OrderCanceledByStore")
    await shop.act("cancel", orderUid="S1-2")
    await outbound(shop, "S1-2")
    told = await in_omnium(shop)
    lines = {
        one["lineItemId"]: (one["deliveredQuantity"], one["canceledQuantity"])
        for one in told["orderForm"]["lineItems"]
    }
    assert lines == {"1": (1, 0), "2": (0, 1)}
    assert told["status"] == "Completed"
    for sync in (outbound(shop, "S1"), outbound(shop, "S1-2"), shop.sync("S1", **TENANT)):
        with pytest.raises(Ignored):
            await sync


async def delete_for_good(shop: Any) -> None:
    gone = {"method": "GET", "route": "/api/Orders/{id}", "kind": "status", "status": 404, "count": 99}
    assert (await shop.omnium.post("/_sim/faults", gone)).status == 201


async def test_an_order_that_is_deleted_for_good_stands_in_no_store_any_more(shop: Any) -> None:
    await shop.put_order(order("oslo", "bergen", "trondheim"))
    stores: dict[str, Any] = {"stores": {"oslo": {}, "bergen": {}, "trondheim": {}}}
    await shop.sync("S1", **{**TENANT, **stores})
    await delete_for_good(shop)
    await shop.run(shop.job("S1", category="Deleted", **TENANT))
    assert [one["orderState"] for one in await shop.orders()] == ["CANCELLED"] * 3
    await assert_nothing_is_left(shop)


async def test_shipments_that_a_warehouse_sends_hide_no_store_of_a_deleted_order(shop: Any) -> None:
    await shop.put_order(order("oslo", "web", "web", "bergen"))
    await shop.sync("S1", **TENANT)
    assert sorted(one["orderUid"] for one in await shop.orders()) == ["S1", "S1-4"]
    await delete_for_good(shop)
    await shop.run(shop.job("S1", category="Deleted", **TENANT))
    assert [one["orderState"] for one in await shop.orders()] == ["CANCELLED"] * 2


async def test_a_deleted_order_that_had_moved_stands_nowhere(shop: Any) -> None:
    for store in ("oslo", "bergen"):
        await shop.put_order(order(store))
        await until_agreed(shop)
    await delete_for_good(shop)
    await shop.run(shop.job("S1", category="Deleted", **TENANT))
    assert live_goods(await shop.orders()) == {}
    await assert_nothing_is_left(shop)


async def test_a_deleted_order_leaves_another_whose_id_looks_like_a_further_one_of_it(shop: Any) -> None:
    await shop.put_order({**order("oslo"), "id": "S1-2"})
    await shop.sync("S1-2", **TENANT)
    await shop.put_order(order("oslo", "bergen"))
    await shop.sync("S1", **TENANT)
    assert sorted(one["orderUid"] for one in await shop.orders()) == ["S1", "S1-2", "S1-2-2"]
    await delete_for_good(shop)
    await shop.run(shop.job("S1", category="Deleted", **TENANT))
    states = {one["orderUid"]: one["orderState"] for one in await shop.orders()}
    assert states == {"S1": "CANCELLED", "S1-2": "PARKED", "S1-2-2": "CANCELLED"}


async def test_money_of_a_further_order_that_omnium_has_deleted_is_told(shop: Any) -> None:
    await shop.put_order(order("oslo", "bergen"))
    await shop.sync("S1", **TENANT)
    await shop.act("settle", orderUid="S1-2", settlementCode="CARD")
    await delete_for_good(shop)
    job = shop.job("S1", category="Deleted", **TENANT)
    await shop.run(job)
    assert job.journal.flags == [
        "order S1-2: cancelled in Omnium after it was paid in the shop: the money has to be given back there: 200.00 NOK"
    ]


async def test_shipments_of_a_deleted_order_that_have_names_are_told_to_be_looked_for(shop: Any) -> None:
    named = order("oslo", "bergen")
    for shipment, name in zip(named["orderForm"]["shipments"], ("A", "B"), strict=True):
        shipment["shipmentId"] = name
    await shop.put_order(named)
    await shop.sync("S1", **TENANT)
    await delete_for_good(shop)
    job = shop.job("S1", category="Deleted", **TENANT)
    await shop.run(job)
    assert job.journal.flags == [
        "order S1: Omnium, which has deleted it, called its shipments by names (A): orders of others, S1-…, may still "
        "stand in a shop"
    ]


async def assert_nothing_is_left(shop: Any) -> None:
    job = shop.job("S1", category="Deleted", **TENANT)
    with pytest.raises(Ignored, match="cancelled on both sides"):
        await shop.run(job)
    assert job.journal.flags == []


async def outbound(shop: Any, order_uid: str) -> list[str]:
    job = shop.job(order_uid, **TENANT)
    lines: list[str] = await shop.run(replace(job, kind=JobKind.OUTBOUND_ORDER))
    return lines


async def in_omnium(shop: Any) -> dict[str, Any]:
    answer = await shop.omnium.get("/api/Orders/S1")
    found: dict[str, Any] = answer.json
    return found
