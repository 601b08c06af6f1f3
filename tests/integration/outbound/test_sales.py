"""A sale in the shop stands in Omnium, over HTTP on both sides; a second run writes nothing."""

from typing import Any

import pytest

from flow_omnium.omnium import routes
from flow_omnium.outcomes import Deferred, Failed, Ignored, Rejected
from flow_omnium.testing.sales import SALE, THING, TWO_THINGS


async def test_a_sale_is_made_in_omnium_once(counter: Any) -> None:
    await counter.act(
        "customer", customer={"customerUid": "c-1", "customerType": "PERSON", "firstname": "Ola"}
    )
    await counter.act("sell", **SALE, customerUid="c-1")
    assert await counter.writes() == []
    (told,) = await counter.sync("sale-1")
    assert told.startswith("create order sale-1 (orderNumber: ")
    assert "status: Completed" in told
    assert (
        "line a: 2 × SKU-1 at 199.50, line b: 1 × SKU-2 at 349.00, payment s-1: sale 748.00 by CARD" in told
    )
    assert "Ola" not in told
    order = await counter.order("sale-1")
    assert [order["orderType"], order["status"], order["billingCurrency"]] == ["Pos", "Completed", "NOK"]
    assert [order["orderForm"]["total"], order["remainingPayment"]] == [748, 0]
    with pytest.raises(Ignored, match="agree"):
        await counter.sync("sale-1")
    assert await counter.writes() == ["POST Orders"]


async def test_a_job_is_found_by_what_both_systems_call_the_sale_even_if_omnium_refuses_it(
    counter: Any,
) -> None:
    sold = await counter.act("sell", **SALE)
    await counter.fail_in_omnium("POST", routes.CREATE_ORDER, kind="status", status=400)
    with pytest.raises(Rejected):
        await counter.sync("sale-1")
    said = (sold["orderNumber"], sold["voucherNumber"], "sale-1")
    assert set(counter.journal.numbers) == {number.casefold() for number in said}
    assert counter.journal.stores == ["oslo"]


GUESTS = [
    ("guest", None, {}),
    ("g-1", "GUEST", {}),
    ("g-1", " guest ", {}),
    ("g-1", "Web@Shop.no", {"sharedCustomerIds": [" web@shop.no "]}),
]
"""Uid and external id of a customer that is nobody in particular, and the tenant's own table."""


@pytest.mark.parametrize(("customer_uid", "external_id", "sections"), GUESTS)
async def test_a_sale_to_whom_guests_share_an_id_with_is_of_no_customer(
    counter: Any, customer_uid: str, external_id: str | None, sections: dict[str, Any]
) -> None:
    counter.sections = sections
    guest = {"customerUid": customer_uid, "customerType": "PERSON", "firstname": "Gjest", "loyaltyId": "L-1"}
    await counter.act("customer", customer={**guest, **({"externalId": external_id} if external_id else {})})
    await counter.act("sell", **SALE, customerUid=customer_uid)
    await counter.sync("sale-1")
    back = {"storeUid": "oslo", "orderUid": "back-1", "originalOrderUid": "sale-1", "settlementCode": "CARD"}
    await counter.act("return", **back, items=[{"orderItemUid": "b", "quantity": 100}])
    await counter.sync("back-1")
    order = await counter.order("sale-1")
    assert [order.get(name) for name in ("customerId", "customerNumber", "customerType")] == [None] * 3
    assert [one["rmaNumber"] for one in order["returnOrderForms"]] == ["back-1"]
    assert (await counter.omnium.get("/_sim/customers")).json == []


async def test_a_tenant_whose_table_is_its_own_has_a_customer_called_guest(counter: Any) -> None:
    counter.sections = {"sharedCustomerIds": ["web@shop.no"]}
    await counter.act("customer", customer={"customerUid": "guest", "customerType": "PERSON"})
    await counter.act("sell", **SALE, customerUid="guest")
    await counter.sync("sale-1")
    assert (await counter.order("sale-1"))["customerId"] == "guest"


async def test_cash_is_rounded_on_both_sides(counter: Any) -> None:
    cash = {"settlementCode": "CASH", "settlementUid": "s-1"}
    await counter.act("sell", **{**SALE, "items": [{**THING, "unitPrice": 19950}], "settlements": [cash]})
    await counter.sync("sale-1")
    order = await counter.order("sale-1")
    assert [order["orderForm"]["grossRoundoff"], order["orderForm"]["total"]] == [0.5, 200]
    assert order["remainingPayment"] == 0
    assert counter.flags == []


async def test_a_sale_waits_until_it_is_paid(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS])
    with pytest.raises(Ignored, match="neither settled nor cancelled"):
        await counter.sync("sale-1")
    await counter.act("settle", orderUid="sale-1", settlementCode="CARD", settlementUid="s-1")
    await counter.sync("sale-1")
    assert (await counter.order("sale-1"))["status"] == "InProgress"
    await counter.act("deliver", orderUid="sale-1")
    await counter.act("complete", orderUid="sale-1")
    assert [line.split(" (")[0] for line in await counter.sync("sale-1")] == [
        "update lines",
        "set properties",
        "set the status",
    ]
    assert (await counter.order("sale-1"))["status"] == "Completed"
    with pytest.raises(Ignored):
        await counter.sync("sale-1")


async def test_an_order_that_is_cancelled_before_it_was_sent_is_cancelled_in_omnium(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS])
    await counter.act("cancel", orderUid="sale-1")
    await counter.sync("sale-1")
    order = await counter.order("sale-1")
    assert [order["status"], order["orderForm"]["total"]] == ["OrderCanceledByStore", 0]
    with pytest.raises(Ignored, match="OrderCanceledByStore in Omnium"):
        await counter.sync("sale-1")


async def test_goods_come_back_in_another_store(counter: Any) -> None:
    await counter.act("sell", **SALE)
    taken_back = [{"orderItemUid": "a", "quantity": 100}]
    fields = {"storeUid": "bergen", "originalOrderUid": "sale-1", "settlementCode": "CARD"}
    await counter.act("return", **fields, orderUid="return-1", items=taken_back)
    with pytest.raises(Failed, match="not in Omnium yet"):
        await counter.sync("return-1")
    await counter.sync("sale-1")
    assert await counter.sync("return-1") == [
        "create return return-1 of order sale-1 (line a: 1 × 199.50, creditAmount: 199.50)"
    ]
    order = await counter.order("sale-1")
    (form,) = order["returnOrderForms"]
    assert [form["rmaNumber"], form["storeId"], form["creditPayment"]] == ["return-1", "bergen", False]
    assert [form["total"], form["creditAmount"], order["status"]] == [199.5, 199.5, "PartiallyReturned"]
    with pytest.raises(Ignored, match="stands in Omnium already"):
        await counter.sync("return-1")
    with pytest.raises(Ignored):
        await counter.sync("sale-1")


async def test_a_new_order_is_not_looked_at_while_it_is_queued(counter: Any) -> None:
    await counter.switch(queuedSeconds=60)
    await counter.act("sell", **SALE)
    await counter.sync("sale-1")
    with pytest.raises(Deferred, match="Queued") as deferred:
        await counter.sync("sale-1")
    assert deferred.value.after_seconds == 5


async def test_an_offer_is_read_and_nothing_else(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="offer-1", type="OFFER", items=[TWO_THINGS])
    with pytest.raises(Ignored, match="offers are not sent"):
        await counter.sync("offer-1")
    assert (await counter.omnium.get("/_sim/calls")).json == []


async def test_an_order_that_flow_lacks_is_a_failure(counter: Any) -> None:
    with pytest.raises(Failed, match="Flow has no order nothing"):
        await counter.sync("nothing")
