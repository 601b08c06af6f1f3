"""What went wrong in other people's connectors, by public reports of it, tried on ours over HTTP on both sides."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Ignored

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
ORDER: dict[str, Any] = json.loads((SAMPLES / "click-and-collect" / "omnium.json").read_text())
PICK = {"OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick"}
TWO_STORES = {"stores": {"oslo": {}, "bergen": {}}, **PICK}


def line(line_id: str, quantity: int, cancelled: int = 0) -> dict[str, Any]:
    left = quantity - cancelled
    counts = {"quantity": quantity, "canceledQuantity": cancelled}
    prices = {"placedPrice": 100, "extendedPrice": 100 * left}
    return {"lineItemId": line_id, "code": f"SKU-{line_id}", **counts, **prices}


def order(*lines: tuple[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return a Click & Collect order of lines, each with the store where it is collected: one shipment for a store."""
    stores = dict.fromkeys(store for store, _ in lines)
    shipments = [
        {
            "shipmentId": str(number),
            "warehouseCode": "web",
            "pickUpWarehouseCode": store,
            "lineItems": [one for at, one in lines if at == store],
        }
        for number, store in enumerate(stores, 1)
    ]
    items = [one for _, one in lines]
    total = sum(one["extendedPrice"] for one in items)
    head = {"id": "F1", "orderType": "ClickAndCollect", "status": "New", "marketId": "NOR", "storeId": "web"}
    return {**head, "orderForm": {"lineItems": items, "shipments": shipments, "total": total}, **fields}


async def outbound(shop: Any, order_uid: str, **tenant: Any) -> None:
    await shop.run(replace(shop.job(order_uid, **tenant), kind=JobKind.OUTBOUND_ORDER))


async def in_omnium(shop: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.omnium.get("/api/Orders/F1")).json
    return found


async def states(shop: Any) -> dict[str, str]:
    return {one["orderUid"]: one["orderState"] for one in await shop.orders()}


async def test_a_line_that_one_store_loses_takes_nothing_from_the_other(shop: Any) -> None:
    """SAP/spartacus issue 6047: cancelling the only line of one consignment cancelled both."""
    await shop.put_order(order(("oslo", line("1", 1)), ("bergen", line("2", 1))))
    await shop.sync("F1", **TWO_STORES)
    await shop.put_order(order(("oslo", line("1", 1, 1)), ("bergen", line("2", 1))))
    await shop.sync("F1", **TWO_STORES)
    assert await states(shop) == {"F1": "CANCELLED", "F1-2": "PARKED"}
    await outbound(shop, "F1-2", **TWO_STORES)
    told = await in_omnium(shop)
    assert told["status"] == "New"
    assert [one["canceledQuantity"] for one in told["orderForm"]["lineItems"]] == [1, 0]


async def test_an_order_with_a_line_given_up_is_still_told_to_be_ready(shop: Any) -> None:
    """magento2 issue 36783: a pick-up order could not be notified once one of its items was refunded."""
    await shop.put_order(order(("oslo", line("1", 10)), ("oslo", line("2", 10))))
    await shop.sync("F1", **PICK)
    await shop.put_order(order(("oslo", line("1", 10, 10)), ("oslo", line("2", 10))))
    await shop.sync("F1", **PICK)
    await shop.act("handling", orderUid="F1", state="READY")
    await outbound(shop, "F1", **PICK)
    told = await in_omnium(shop)
    assert told["status"] == "ReadyForPickup"
    assert [one["canceledQuantity"] for one in told["orderForm"]["lineItems"]] == [10, 0]
    with pytest.raises(Ignored):
        await shop.sync("F1", **PICK)


async def test_goods_that_wait_for_the_customer_go_on_waiting_when_a_piece_is_given_up(shop: Any) -> None:
    """hotwax/bopis issue 609: a packed order fell back to be packed again, the cancelled piece beside the other."""
    await shop.put_order(order(("oslo", line("1", 2))))
    await shop.sync("F1", **PICK)
    await shop.act("handling", orderUid="F1", state="READY")
    await outbound(shop, "F1", **PICK)
    await shop.put_order(order(("oslo", line("1", 2, 1)), status="ReadyForPickup"))
    await shop.sync("F1", **PICK)
    (made,) = await shop.orders()
    assert [one["state"] for one in made["orderhandlings"]] == ["READY"]
    kept = [one["quantityOrdered"] - (one["quantityCancelled"] or 0) for one in made["items"]]
    assert (made["orderState"], kept) == ("PARKED", [100])
    with pytest.raises(Ignored):
        await shop.sync("F1", **PICK)
    assert (await in_omnium(shop))["status"] == "ReadyForPickup"


def placed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(ORDER), **fields}


async def customers(shop: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await shop.flow.get("/_sim/tenants/acme/customers")).json
    return listed


async def test_who_pays_as_a_guest_with_anothers_address_gets_none_of_his_record(shop: Any) -> None:
    """Sylius pull request 8586: an order placed as a guest was hung on the account whose e-mail address was typed in."""
    kari = {"customerType": "PERSON", "firstname": "Kari", "lastname": "Nordmann", "email": "kari@example.no"}
    await shop.act("customer", customerUid="c-1", customer={**kari, "externalId": "c-1"})
    before = await customers(shop)
    typed = {"firstName": "Ola", "lastName": "Hansen", "email": "kari@example.no"}
    await shop.put_order(placed(customerId=None, customerEmail="kari@example.no", billingAddress=typed))
    await shop.sync("1001", **PICK)
    (made,) = await shop.orders()
    assert (made["customerUid"], made["customerAddress"]["firstname"]) == (None, "Ola")
    assert await customers(shop) == before


@pytest.mark.parametrize("guest", ["0", " 0 ", "Guest"])
async def test_guests_of_one_id_do_not_become_one_customer(shop: Any, guest: str) -> None:
    """libracore/WooCommerceConnector and others: WooCommerce gives every guest the customer id 0."""
    for number, name in enumerate(("Kari", "Ola")):
        address = {"firstName": name, "lastName": "Nordmann", "email": f"{name}@example.no"}
        await shop.put_order(
            placed(id=f"G{number}", orderNumber=f"G{number}", customerId=guest, billingAddress=address)
        )
        await shop.sync(f"G{number}", **PICK)
    told = [(one["customerUid"], one["customerAddress"]["firstname"]) for one in await shop.orders()]
    assert told == [(None, "Kari"), (None, "Ola")]
    assert await customers(shop) == []


async def test_a_company_with_the_id_of_a_person_does_not_turn_the_person_into_it(shop: Any) -> None:
    """Customer numbers of private and of business customers are two series in many systems, and meet."""
    await shop.act(
        "customer",
        customerUid="77",
        customer={"customerType": "PERSON", "firstname": "Kari", "externalId": "77"},
    )
    before = await customers(shop)
    await shop.put_order(placed(customerId="77", customerType="B2B"))
    job = shop.job("1001", **PICK)
    await shop.run(job)
    assert await customers(shop) == before
    assert job.journal.flags == [
        "customer 77 is a company by the order in Omnium, and a person in Flow: the order is 77's"
    ]


@pytest.mark.parametrize("status", ["ordercanceled", " OrderCanceled ", "ORDERCANCELED"])
async def test_a_cancellation_is_known_however_it_is_written(shop: Any, status: str) -> None:
    """openlabs/magento_integration pull request 83: a state in other words than expected ended the import."""
    await shop.put_order(placed())
    await shop.sync("1001", **PICK)
    await shop.put_order(placed(status=status))
    await shop.sync("1001", **PICK)
    assert await states(shop) == {"1001": "CANCELLED"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2026-03-29T02:30:00+01:00", "2026-03-29T01:30:00Z"),
        ("2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00Z"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z"),
        ("2026-03-29T01:30:00", "2026-03-29T01:30:00Z"),
    ],
)
async def test_a_moment_stays_the_same_moment_over_the_change_of_the_clock(
    shop: Any, asked: str, told: str
) -> None:
    """OCA/connector-magento issue 249: times of one zone were read as those of another, and orders were missed."""
    await shop.put_order(placed(customerPickupDeadline=asked))
    await shop.sync("1001", **PICK)
    (made,) = await shop.orders()
    assert made["validUntil"] == told
    with pytest.raises(Ignored):
        await shop.sync("1001", **PICK)


async def test_blanks_around_a_word_lose_neither_an_order_nor_its_money(shop: Any) -> None:
    """JacksonRiver/springboard_modules pull request 1012: a word without a counterpart was passed on as if it were another."""
    payment = {"id": "p-1", "transactionId": "t-1", "paymentMethodName": "Klarna", "amount": 748}
    words = {"transactionType": " Sale", "status": "Processed "}
    form = {**ORDER["orderForm"], "payments": [{**payment, **words}]}
    await shop.put_order(placed(orderType=" ClickAndCollect", status="New ", orderForm=form))
    job = shop.job("1001", payments={"paymentMethods": {"EXTERNAL_KLARNA": "Klarna"}}, **PICK)
    await shop.run(job)
    (made,) = await shop.orders()
    assert (made["orderState"], job.journal.flags) == ("PARKED", [])
    assert [one["externalPaymentReference"] for one in made["settlements"]] == ["p-1"]


async def test_a_store_on_the_last_page_gets_its_orders(shop: Any) -> None:
    """openlinker issue 2605 and others: what stood behind the first page of a list was never seen."""
    stores = [f"shop-{number}" for number in range(130)]
    tenant = {"tenantUid": "acme", "apiToken": "made-up", "stores": stores}
    assert (await shop.flow.post("/_sim/tenants", tenant)).status == 201
    placed_there = order(("shop-129", line("1", 1)), ("shop-128", line("2", 1)))
    await shop.put_order(placed_there)
    await shop.sync("F1")
    assert sorted(one["storeUid"] for one in await shop.orders()) == ["shop-128", "shop-129"]
