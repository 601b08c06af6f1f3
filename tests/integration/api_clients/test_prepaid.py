"""An order that is paid in Omnium, from its placing to its hand-over in the shop, over HTTP on both sides."""

from dataclasses import replace
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Ignored

LINE = {"lineItemId": "1", "code": "SKU-1", "quantity": 2, "placedPrice": 150, "extendedPrice": 300}
PAID = {
    "id": "p-1",
    "paymentMethodName": "Klarna",
    "transactionId": "k-1",
    "status": "Processed",
    "amount": 300,
}
SETTLED = [("p-1", 30000)]
CHOICES = [
    ("auto", {"EXTERNAL_KLARNA": "Klarna"}, SETTLED, "settlement"),
    ("auto", {}, [], "note"),
    ("settle", {"EXTERNAL_KLARNA": "Klarna"}, SETTLED, "settlement"),
    ("note", {"EXTERNAL_KLARNA": "Klarna"}, [], "note"),
    ("none", {"EXTERNAL_KLARNA": "Klarna"}, [], "nothing"),
]
"""The tenant's choice, its names of payments, what is settled in Flow, and how the shop knows of it."""


def order(kind: str = "Authorization", *more: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a Click & Collect order of two pieces for 300, and its payments."""
    shipment = {"shipmentId": "1", "warehouseCode": "web", "pickUpWarehouseCode": "oslo", "lineItems": [LINE]}
    payments = [{**PAID, "transactionType": kind}, *more]
    form = {"lineItems": [LINE], "shipments": [shipment], "payments": payments, "total": 300}
    head = {"id": "P1", "orderType": "ClickAndCollect", "status": "New", "marketId": "NOR", "storeId": "web"}
    return {**head, "orderForm": form, **fields}


def settings(choice: str, names: dict[str, str]) -> dict[str, Any]:
    return {"stores": {"oslo": {}}, "payments": {"inboundPayments": choice, "paymentMethods": names}}


async def agreed(shop: Any, kind: JobKind, tenant: dict[str, Any]) -> list[str]:
    """Run a job that has nothing to write; what it flags."""
    job = replace(shop.job("P1", **tenant), kind=kind)
    with pytest.raises(Ignored):
        await shop.run(job)
    flags: list[str] = job.journal.flags
    return flags


async def ran(shop: Any, kind: JobKind, tenant: dict[str, Any]) -> list[str]:
    """Run a job that writes; what it flags."""
    job = replace(shop.job("P1", **tenant), kind=kind)
    assert await shop.run(job)
    flags: list[str] = job.journal.flags
    return flags


async def in_shop(shop: Any) -> dict[str, Any]:
    made: dict[str, Any]
    (made,) = await shop.orders()
    return made


async def in_omnium(shop: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.omnium.get("/api/Orders/P1")).json
    return found


def settled(made: dict[str, Any]) -> list[tuple[str, int]]:
    return [(one["externalPaymentReference"], one["amount"]) for one in made["settlements"]]


@pytest.mark.parametrize("captured", [False, True], ids=["promised", "captured on the way"])
@pytest.mark.parametrize(("choice", "names", "settlements", "known_by"), CHOICES)
async def test_a_prepaid_order_is_completed_by_its_hand_over_and_nothing_is_doubled(
    shop: Any,
    choice: str,
    names: dict[str, str],
    settlements: list[tuple[str, int]],
    known_by: str,
    captured: bool,
) -> None:
    tenant = settings(choice, names)
    await shop.put_order(order())
    assert await ran(shop, JobKind.INBOUND_ORDER, tenant) == []
    made = await in_shop(shop)
    assert settled(made) == settlements
    assert ("Paid in Omnium: 300.00 NOK (Klarna)" in (made["internalNote"] or "")) is (known_by == "note")
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == []
    if captured:
        capture = {**PAID, "id": "p-2", "transactionType": "Capture"}
        await shop.put_order(order("Authorization", capture))
        assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == []
    await shop.act("deliver", orderUid="P1")
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == []
    told = await in_omnium(shop)
    assert told["status"] == "Completed"
    assert [line["deliveredQuantity"] for line in told["orderForm"]["lineItems"]] == [2]
    assert [one["id"] for one in told["orderForm"]["payments"]] == ["p-1", *["p-2"][: int(captured)]]
    assert settled(await in_shop(shop)) == settlements
    for kind in (JobKind.OUTBOUND_ORDER, JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER):
        assert await agreed(shop, kind, tenant) == []
    assert settled(await in_shop(shop)) == settlements


@pytest.mark.parametrize("choice", ["auto", "settle", "note", "none"])
async def test_a_customer_who_pays_once_more_in_the_shop_gets_it_back(shop: Any, choice: str) -> None:
    tenant = settings(choice, {})
    await shop.put_order(order("Sale"))
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    await shop.act("settle", orderUid="P1", settlementCode="CARD", settlementUid="s-1", amount=30000)
    await shop.act("deliver", orderUid="P1")
    back = "300.00 NOK is paid in the shop and 300.00 NOK in Omnium, the order costs 300.00 NOK: 300.00 NOK to give back"
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == [back]
    assert await agreed(shop, JobKind.OUTBOUND_ORDER, tenant) == [back]


@pytest.mark.parametrize("choice", ["auto", "settle", "note", "none"])
async def test_money_that_is_left_to_pay_is_no_second_money(shop: Any, choice: str) -> None:
    tenant = settings(choice, {"EXTERNAL_KLARNA": "Klarna"})
    placed = order("Sale")
    placed["orderForm"]["payments"][0]["amount"] = 200
    await shop.put_order(placed)
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    await shop.act("settle", orderUid="P1", settlementCode="CARD", settlementUid="s-1", amount=10000)
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == []
    await shop.act("deliver", orderUid="P1")
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == []
    assert (await in_omnium(shop))["status"] == "Completed"
    assert await agreed(shop, JobKind.OUTBOUND_ORDER, tenant) == []
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == []


@pytest.mark.parametrize("choice", ["auto", "note", "none"])
async def test_money_taken_twice_is_told_while_the_order_is_still_open(shop: Any, choice: str) -> None:
    tenant = settings(choice, {})
    await shop.put_order(order("Sale"))
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    await shop.act("settle", orderUid="P1", settlementCode="CARD", settlementUid="s-1", amount=30000)
    back = "300.00 NOK is paid in the shop and 300.00 NOK in Omnium, the order costs 300.00 NOK: 300.00 NOK to give back"
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == [back]
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == [back]
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == [back]


@pytest.mark.parametrize("choice", ["note", "none"])
async def test_of_two_stores_the_one_that_takes_money_again_is_told(shop: Any, choice: str) -> None:
    tenant = settings(choice, {})
    tenant["stores"] = {"oslo": {}, "bergen": {}}
    lines = [{**LINE, "lineItemId": name, "quantity": 1, "extendedPrice": 150} for name in ("1", "2")]
    shipments = [
        {
            "shipmentId": line["lineItemId"],
            "warehouseCode": "web",
            "pickUpWarehouseCode": store,
            "lineItems": [line],
        }
        for line, store in zip(lines, ("oslo", "bergen"), strict=True)
    ]
    placed = order("Sale")
    placed["orderForm"] |= {"lineItems": lines, "shipments": shipments}
    await shop.put_order(placed)
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    await shop.act("settle", orderUid="P1-2", settlementCode="CARD", settlementUid="s-1", amount=15000)
    job = replace(shop.job("P1-2", **tenant), kind=JobKind.OUTBOUND_ORDER)
    await shop.run(job)
    back = "150.00 NOK is paid in the shop and 150.00 NOK in Omnium, the order costs 150.00 NOK: 150.00 NOK to give back"
    assert job.journal.flags == [back]
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == [back]


async def give_back(shop: Any, tenant: dict[str, Any], *amounts: int) -> list[str]:
    """Let the shop give money back for nothing that came back, and Omnium hear of it; what is flagged."""
    settlements = [
        {"settlementUid": f"back-{at}", "settlementCode": "CARD", "amount": -amount, "state": "SETTLED"}
        for at, amount in enumerate(amounts)
    ]
    order = {
        "type": "RETURN", "orderUid": "R1", "originalOrderUid": "P1", "storeUid": "oslo", "items": [],
        "orderState": "COMPLETE", "settleState": "SETTLED", "deliveryState": "DELIVERED", "settlements": settlements,
    }  # fmt: skip
    assert (await shop.flow.put("/_sim/tenants/acme/orders/R1", order)).status == 200
    job = replace(shop.job("R1", **tenant), kind=JobKind.OUTBOUND_ORDER)
    await shop.run(job)
    flags: list[str] = job.journal.flags
    return flags


@pytest.mark.parametrize("choice", ["auto", "note", "none"])
async def test_what_the_shop_gives_back_without_goods_is_no_refund_of_omniums(shop: Any, choice: str) -> None:
    tenant = settings(choice, {"EXTERNAL_KLARNA": "Klarna"})
    await shop.put_order(order("Sale"))
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    before = await in_shop(shop)
    assert await give_back(shop, tenant, 5000) == []
    payments = (await in_omnium(shop))["orderForm"]["payments"]
    assert [(one["transactionType"], one["amount"]) for one in payments] == [("Sale", 300), ("Credit", 50)]
    assert await agreed(shop, JobKind.INBOUND_ORDER, tenant) == []
    (made,) = [one for one in await shop.orders() if one["orderUid"] == "P1"]
    assert (made["settlements"], made["internalNote"]) == (before["settlements"], before["internalNote"])
    await shop.act("deliver", orderUid="P1")
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == []
    assert (await in_omnium(shop))["status"] == "Completed"
    for kind in (JobKind.OUTBOUND_ORDER, JobKind.INBOUND_ORDER):
        assert await agreed(shop, kind, tenant) == []


async def test_money_that_was_taken_twice_and_given_back_by_a_return_is_told_no_more(shop: Any) -> None:
    tenant = settings("note", {})
    await shop.put_order(order("Sale"))
    await ran(shop, JobKind.INBOUND_ORDER, tenant)
    await shop.act("settle", orderUid="P1", settlementCode="CARD", settlementUid="s-1", amount=5000)
    told = "50.00 NOK is paid in the shop and 300.00 NOK in Omnium, the order costs 300.00 NOK: 50.00 NOK to give back"
    assert await ran(shop, JobKind.OUTBOUND_ORDER, tenant) == [told]
    await give_back(shop, tenant, 2000)
    for kind in (JobKind.OUTBOUND_ORDER, JobKind.INBOUND_ORDER):
        left = "30.00 NOK is paid in the shop and 300.00 NOK in Omnium, the order costs 300.00 NOK: 30.00 NOK to give back"
        assert await agreed(shop, kind, tenant) == [left]
    await give_back(shop, tenant, 2000, 3000)
    for kind in (JobKind.OUTBOUND_ORDER, JobKind.INBOUND_ORDER):
        assert await agreed(shop, kind, tenant) == []
