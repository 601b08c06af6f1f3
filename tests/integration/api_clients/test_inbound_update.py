"""What changes in Omnium after an order stands in the shop, over HTTP, whatever breaks on the way."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow import routes
from flow_omnium.flow.routes import Route
from flow_omnium.outcomes import ApiError, Ignored, NotFound

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
PICK = {"OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify"}
ORDER: dict[str, Any] = json.loads((SAMPLES / "click-and-collect" / "omnium.json").read_text())
BREAKS = ["written_no_answer", "reset_mid_body", "reset", "html", "status"]
EACH_WRITE = [
    (routes.CHANGE_STATE, 0),
    (routes.CHANGE_HEADER, 0),
    (routes.CHANGE_ITEM, 0),
    (routes.ADD_ITEM, 0),
    (routes.REMOVE_ITEM, 0),
    (routes.CHANGE_STATE, 1),
]


def changed() -> dict[str, Any]:
    """The order with another quantity, a line less, a line more and a note."""
    order = copy.deepcopy(ORDER)
    one, two = order["orderForm"]["lineItems"]
    one |= {"quantity": 3, "discountedPrice": 598.5, "extendedPrice": 598.5}
    three = {**two, "lineItemId": "3", "code": "SKU-3"}
    order["orderForm"] |= {"lineItems": [one, three], "total": 947.5}
    order["publicOrderNotes"] = [{"detail": "Ring the bell"}]
    return order


async def begun(shop: Any) -> None:
    """Let the order stand in the shop, then change it in Omnium."""
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    await shop.flow.delete("/_sim/calls")
    await shop.put_order(changed())


def essence(order: dict[str, Any]) -> dict[str, Any]:
    """What matters of the order in Flow."""
    lines = {item["externalId"]: (item["quantityOrdered"], item["productUid"]) for item in order["items"]}
    return {
        "state": order["orderState"],
        "note": order["note"],
        "lines": lines,
        "total": order["orderTotals"]["grandTotal"],
        "handlings": len(order["orderhandlings"]),
    }


AFTER = {
    "state": "PARKED",
    "note": "Ring the bell",
    "lines": {"1": (300, "SKU-1"), "3": (100, "SKU-3")},
    "total": 94750,
    "handlings": 1,
}


async def test_an_order_is_opened_changed_and_put_back(shop: Any) -> None:
    await begun(shop)
    done = await shop.sync("1001", **PICK)
    assert done == [
        "set the state (state: PARKED → OPEN)",
        "change the header (note)",
        "change line 1 (quantity: 2 → 3)",
        "add line 3 (product: SKU-3, quantity: 1, price: 349.00)",
        "remove line 2",
        'change the header (properties[omnium.prices]: {"1":[19950,0,200,0],"2":[34900,0,100,0]} (read-only) → '
        '{"1":[19950,0,300,0],"3":[34900,0,100,0]} (read-only))',
        "set the state (state: OPEN → PARKED)",
    ]
    assert [essence(order) for order in await shop.orders()] == [AFTER]
    with pytest.raises(Ignored):
        await shop.sync("1001", **PICK)


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize(("route", "earlier"), EACH_WRITE, ids=lambda value: getattr(value, "path", value))
async def test_a_broken_change_and_a_rerun_make_one_right_order(
    shop: Any, route: Route, earlier: int, kind: str
) -> None:
    await begun(shop)
    if earlier:
        await shop.fail_in_flow(route.method, route.path, kind="delay", seconds=0)
    await shop.fail_in_flow(route.method, route.path, kind=kind, status=200 if kind == "html" else 503)
    for run in range(3):
        try:
            await shop.sync("1001", is_rerun=run > 0, **PICK)
        except (ApiError, Ignored):
            continue
    assert [essence(order) for order in await shop.orders()] == [AFTER]


async def test_what_the_shop_has_handed_over_is_never_taken_back(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    await shop.act("deliver", orderUid="1001", items=[{"orderItemUid": "1001-2", "quantity": 100}])
    await shop.put_order(changed())
    job = shop.job("1001", **PICK)
    await shop.run(job)
    (order,) = await shop.orders()
    assert {item["externalId"]: item["quantityOrdered"] for item in order["items"]} == {
        "1": 300, "2": 100, "3": 100
    }  # fmt: skip
    assert job.journal.flags == ["line 2: 1 handed over in the shop, Omnium wants 0"]


async def test_an_order_that_is_deleted_in_omnium_is_cancelled_in_the_shop(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    gone = {"method": "GET", "route": "/api/Orders/{id}", "kind": "status", "status": 404, "count": 2}
    await shop.omnium.post("/_sim/faults", gone)
    with pytest.raises(NotFound):
        await shop.sync("1001", **PICK)
    assert await shop.run(shop.job("1001", category="Deleted", **PICK)) == [
        "set the state (state: PARKED → CANCELLED)"
    ]


async def test_a_status_that_the_tenant_has_marked_as_cancelled_cancels(shop: Any) -> None:
    await shop.omnium.patch("/_sim/config", {"extraCanceledStatuses": ["Scrapped"]})
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    await shop.put_order({**ORDER, "status": "Scrapped"})
    assert await shop.sync("1001", **PICK) == ["set the state (state: PARKED → CANCELLED)"]


async def test_without_the_role_to_read_settings_the_known_statuses_count(shop: Any) -> None:
    denied = {"route": "/api/Settings/OrderTypes", "kind": "status", "status": 403, "count": 9}
    await shop.omnium.post("/_sim/faults", denied)
    await shop.put_order(ORDER)
    assert len(await shop.sync("1001", **PICK)) == 6
    await shop.put_order({**ORDER, "status": "OrderCanceled"})
    assert await shop.sync("1001", **PICK) == ["set the state (state: PARKED → CANCELLED)"]
