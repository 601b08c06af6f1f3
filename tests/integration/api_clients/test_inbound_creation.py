"""An Omnium order becomes a Flow order, over HTTP, whatever breaks on the way."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow import routes
from flow_omnium.flow.routes import Route
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import ApiError, Deferred, Failed, Ignored, NotFound, Rejected, Unavailable
from order_sync.inbound.desired import item_total

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
CASES = sorted(
    case
    for case in SAMPLES.iterdir()
    if "CreateOrder" in (case / "flow.json").read_text() and not (case / "actual.json").exists()
)
PICK = {"OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify"}
ORDER: dict[str, Any] = json.loads((SAMPLES / "click-and-collect" / "omnium.json").read_text())
WRITES = ["POST customers", "POST orders", "POST items", "POST items", "POST handlings", "PUT status"]
EACH_WRITE = [
    (routes.CREATE_CUSTOMER, 0),
    (routes.CREATE_ORDER, 0),
    (routes.ADD_ITEM, 0),
    (routes.ADD_ITEM, 1),
    (routes.ATTACH_HANDLING, 0),
    (routes.CHANGE_STATE, 0),
]
BREAKS = ["written_no_answer", "reset_mid_body", "reset", "html", "status"]


def essence(order: dict[str, Any]) -> dict[str, Any]:
    """What matters of a Flow order, without its numbers and times."""
    item_fields = ("externalId", "productUid", "quantityOrdered", "unitPrice", "itemDiscountAmount")
    return {
        "header": [
            order[name] for name in ("orderUid", "storeUid", "externalOrderNumber", "type", "orderState")
        ],
        "address": order["customerAddress"],
        "items": [{name: item[name] for name in item_fields} for item in order["items"]],
        "handlings": [handling["handlingUid"] for handling in order["orderhandlings"]],
        "total": order["orderTotals"]["grandTotal"],
    }


async def test_a_click_and_collect_order_waits_in_its_shop(shop: Any) -> None:
    await shop.put_order(ORDER)
    done = await shop.sync("1001", **PICK)
    assert [line.split(" (")[0] for line in done] == [
        "create customer c-77",
        "create order 1001 in store oslo",
        "add line 1",
        "add line 2",
        "attach handling pick-and-notify",
        "set the state",
    ]
    assert "Nordmann" not in str(done), "names and addresses do not stay in the ledger"
    (order,) = await shop.orders()
    assert essence(order)["header"] == ["1001", "oslo", "1001", "ORDER", "PARKED"]
    assert order["orderTotals"]["grandTotal"] == 74800


async def test_a_second_run_writes_nothing(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    with pytest.raises(Ignored, match="PARKED"):
        await shop.sync("1001", **PICK)
    assert await shop.writes() == WRITES


async def test_a_line_that_the_shop_taxes_otherwise_is_told_when_it_is_made_and_at_each_look(
    shop: Any,
) -> None:
    exempt, taxed = ORDER["orderForm"]["lineItems"]
    form = {**ORDER["orderForm"], "lineItems": [{**exempt, "taxRate": 0}, taxed]}
    await shop.put_order({**ORDER, "orderForm": form})
    making, looking = shop.job("1001", **PICK), shop.job("1001", **PICK)

    await shop.run(making)
    with pytest.raises(Ignored, match="PARKED"):
        await shop.run(looking)

    told = ["line 1: taxed at 0 % in Omnium, at 25 % in the shop"]
    assert making.journal.flags == looking.journal.flags == told


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize(("route", "earlier"), EACH_WRITE, ids=lambda value: getattr(value, "path", value))
async def test_a_broken_write_and_a_rerun_make_one_right_order(
    shop: Any, route: Route, earlier: int, kind: str
) -> None:
    await shop.put_order(ORDER)
    if earlier:
        await shop.fail_in_flow(route.method, route.path, kind="delay", seconds=0)
    await shop.fail_in_flow(route.method, route.path, kind=kind, status=200 if kind == "html" else 503)
    await until_done(shop)
    assert [essence(order) for order in await shop.orders()] == [await undisturbed(shop)]


async def until_done(shop: Any) -> None:
    """Repeat the job as the backoff table would. The HTTP library may already have repeated a PUT by itself."""
    for _attempt in range(3):
        try:
            await shop.sync("1001", **PICK)
        except ApiError:
            continue
        except Ignored:
            pass
        return
    pytest.fail("the order was never finished")


async def undisturbed(shop: Any) -> dict[str, Any]:
    """The order as it comes out when nothing breaks."""
    await shop.flow.put("/_sim/tenants/acme/orders/1001", {"orderState": "CANCELLED"})
    await shop.put_order({**ORDER, "id": "undisturbed"})
    await shop.sync("undisturbed", **PICK)
    order = next(order for order in await shop.orders() if order["orderUid"] == "undisturbed")
    return essence({**order, "orderUid": "1001"})


@pytest.mark.parametrize("kind", BREAKS)
async def test_a_write_without_an_answer_fails_the_attempt(shop: Any, kind: str) -> None:
    await shop.put_order(ORDER)
    await shop.fail_in_flow("POST", routes.ADD_ITEM.path, kind=kind, status=200 if kind == "html" else 503)
    with pytest.raises(Unavailable, match="flow POST"):
        await shop.sync("1001", **PICK)
    assert await shop.writes() == WRITES[:3]


async def test_an_order_that_somebody_made_meanwhile_is_finished(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.fail_in_flow("POST", routes.CREATE_ORDER.path, kind="written_no_answer")
    with pytest.raises(Unavailable):
        await shop.sync("1001", **PICK)
    await shop.fail_in_flow("GET", routes.READ_ORDER.path, kind="status", status=404)
    done = await shop.sync("1001", **PICK)
    assert done[0].startswith("add line 1 (")
    assert await shop.writes() == ["POST customers", "POST orders", *WRITES[1:]]


async def test_a_conflict_that_stays_is_a_failure(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.fail_in_flow("POST", routes.CREATE_ORDER.path, kind="status", status=409, count=2)
    with pytest.raises(Failed, match="409"):
        await shop.sync("1001", **PICK)
    assert await shop.orders() == []


async def test_a_revoked_token_is_replaced_on_the_way(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.tokens.token("acme")
    await shop.omnium.post("/_sim/tokens/revoke")
    await shop.sync("1001", **PICK)
    assert shop.tokens.refreshes == 1
    assert len(await shop.orders()) == 1


async def test_omniums_limit_defers_the_job(shop: Any) -> None:
    await shop.put_order(ORDER)
    fault = {"route": "/api/Orders/{id}", "kind": "status", "status": 429, "headers": {"Retry-After": "9"}}
    await shop.omnium.post("/_sim/faults", fault)
    with pytest.raises(Deferred) as caught:
        await shop.sync("1001", **PICK)
    assert caught.value.after_seconds == 9


async def test_an_order_that_omnium_has_not_is_a_failure(shop: Any) -> None:
    with pytest.raises(NotFound, match=r"omnium GET /api/Orders/\{orderId\} answered 404"):
        await shop.sync("no-such-order")


@pytest.mark.parametrize(
    ("changes", "parameters", "kind", "text"),
    [
        (
            {"storeId": "nowhere", "orderForm": {**ORDER["orderForm"], "shipments": []}},
            {},
            NotFound,
            "storeUid: 'nowhere' was not found",
        ),
        ({}, {"OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "none-such"}, Rejected, "none-such"),
    ],
)
async def test_flows_refusal_is_told(
    shop: Any, changes: dict[str, Any], parameters: dict[str, Any], kind: type[Failed], text: str
) -> None:
    await shop.put_order({**ORDER, **changes})
    with pytest.raises(kind, match=text):
        await shop.sync("1001", **parameters)


BY_DAY = {
    "business-customer-unknown",
    "click-and-collect",
    "online",
    "order-level-discount",
    "two-shipments",
    "unsafe-characters",
    "voucher-prepaid-rest",
}
"""Every kind of write; that each sample becomes its writes is tried in tests/unit/inbound."""


def test_what_is_played_by_day_is_there() -> None:
    assert {case.name for case in CASES} >= BY_DAY


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.night] * (case.name not in BY_DAY))
        for case in CASES
    ],
)
async def test_flow_accepts_what_every_sample_becomes(shop: Any, case: Path) -> None:
    order, settings, expected = (
        json.loads((case / name).read_text()) for name in ("omnium.json", "settings.json", "flow.json")
    )
    await shop.omnium.put("/_sim/orders/sample", order)
    shipping, fee = settings.get("shippingProductUid"), settings.get("feeProductUid")
    names = {**settings.get("mappedInFlow", {}), **settings.get("paymentMethods", {})}
    sections = {
        "flow": {"shippingProductUid": shipping, "feeProductUid": fee},
        "order_types": settings.get("orderTypes"),
        "stores": {uid: {} for uid in settings.get("stores", ())},
        "payments": {
            "paymentMethods": names,
            "inboundPayments": settings.get("inboundPayments", "auto"),
        },
    }
    await shop.sync("sample", **sections, **settings["parameters"])
    made = await shop.orders()
    form = order["orderForm"]
    assert {one["orderState"] for one in made} <= {"PARKED", "CONFIRMED"}
    assert sorted(one["orderTotals"]["grandTotal"] for one in made) == sorted(totals_of(expected).values())
    settled = [settlement["amount"] for one in made for settlement in one["settlements"]]
    assert settled == [
        write["AddSettlement"]["settlement"]["amount"]
        for write in expected["writes"]
        if "AddSettlement" in write
    ]
    is_whole = len(form["shipments"]) == 1 and not expected.get("flags")
    if is_whole and not any(line.get("deliveredQuantity") for line in form["lineItems"]):
        goods = form["total"] - (0 if shipping else form["shippingTotal"])
        goods -= 0 if shipping or fee else form.get("handlingTotal", 0)
        assert [one["orderTotals"]["grandTotal"] for one in made] == [round(goods * 100)]


def totals_of(expected: dict[str, Any]) -> dict[str, int]:
    """Add up what a sample's orders come to, by their uids."""
    totals: dict[str, int] = {}
    for write in expected["writes"]:
        if "AddLine" in write:
            uid, item = write["AddLine"]["order"]["order_uid"], write["AddLine"]["item"]
            cost = item_total(item["quantityOrdered"], item["unitPrice"], item["itemDiscountAmount"])
            totals[uid] = totals.get(uid, 0) + cost
        if "AddDiscount" in write:
            totals[write["AddDiscount"]["order"]["order_uid"]] -= write["AddDiscount"]["discount"]["amount"]
    return totals


async def test_the_customer_whom_an_order_brings_is_not_brought_back_to_omnium(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.sync("1001", **PICK)
    order = shop.job("1001", **PICK)
    echo = replace(order, kind=JobKind.OUTBOUND_CUSTOMER, key="c-77")
    with pytest.raises(Ignored, match="came with an order"):
        await shop.run(echo)
    assert (await shop.omnium.get("/_sim/customers")).json == []


async def test_two_orders_that_bring_the_same_new_customer_at_once_make_him_once(shop: Any) -> None:
    await shop.put_order(ORDER)
    await shop.put_order({**ORDER, "id": "1002", "orderNumber": "1002"})
    await asyncio.gather(shop.sync("1001", **PICK), shop.sync("1002", **PICK))
    customers = (await shop.flow.get("/_sim/tenants/acme/customers")).json
    assert [customer["customerUid"] for customer in customers] == ["c-77"]
    assert [order["customerUid"] for order in await shop.orders()] == ["c-77", "c-77"]
