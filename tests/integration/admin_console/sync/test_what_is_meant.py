"""What `flow-omnium sync` understands by an id or a number: both systems are asked, and nothing is guessed."""

import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

Console = Any
New = Callable[[str], str]


@pytest.fixture
def new() -> New:
    """Makes names that no other test uses."""
    mark = uuid.uuid4().hex[:6]
    return lambda name: f"{name}{mark}"


FROM_OMNIUM = {"systemOrigin": "OMNIUM", "type": "ORDER", "orderState": "PARKED"}
SALE = {"type": "ORDER", "orderState": "COMPLETE"}


def test_an_order_of_omnium_is_found_by_its_id_and_by_its_number(console: Console, new: New) -> None:
    order, number = new("om-"), new("")
    console.in_omnium(order, orderNumber=number)
    assert console.synced("order", order) == [("inbound-order", order)]
    assert console.synced("order", number) == [("inbound-order", order)]


def test_a_sale_of_the_shop_is_found_by_its_uid_and_by_the_numbers_of_its_receipt(
    console: Console, new: New
) -> None:
    uid, number, voucher = new("f-"), new("77"), new("V-")
    console.in_flow("orders", uid, orderNumber=number, **SALE)
    receipt = {"orderUid": uid, "orderNumber": number, "voucherNumber": voucher, "storeUid": "oslo"}
    console.in_flow("receipts", new("r-"), **receipt)
    for name in (uid, number, voucher):
        assert console.synced("order", name) == [("outbound-order", uid)]
        assert console.synced("receipt", name) == [("order-receipt", uid)]
    assert console.synced("receipt", new("r-")) == [("order-receipt", uid)]


def test_a_web_order_that_stands_in_both_goes_both_ways_whatever_it_is_called_by(
    console: Console, new: New
) -> None:
    order, number, in_shop = new("om-"), new("10"), new("68")
    console.in_omnium(order, orderNumber=number)
    web_order = {"externalOrderNumber": number, "orderNumber": in_shop, **FROM_OMNIUM}
    console.in_flow("orders", order, **web_order)
    console.in_flow("receipts", new("r-"), orderUid=order, orderNumber=in_shop)
    both = [("inbound-order", order), ("outbound-order", order)]
    assert console.synced("order", order) == both
    assert console.synced("order", number) == both
    assert console.synced("order", in_shop) == both
    assert console.synced("order", number, "--direction", "in") == both[:1]
    assert console.synced("order", number, "--direction", "out") == both[1:]


def test_an_order_that_two_stores_hand_over_is_brought_with_both_parts(console: Console, new: New) -> None:
    order = new("om-")
    shipments = [{"shipmentId": "1", "lineItems": []}, {"shipmentId": "2", "lineItems": []}]
    console.in_omnium(order, orderForm={"shipments": shipments, "lineItems": []})
    for uid, store in ((order, "oslo"), (f"{order}-2", "bergen")):
        noted = [{"key": "omnium.orderId", "value": order}]
        console.in_flow("orders", uid, storeUid=store, properties=noted, **FROM_OMNIUM)
    assert console.synced("order", order) == [
        ("inbound-order", order),
        ("outbound-order", order),
        ("outbound-order", f"{order}-2"),
    ]


def test_a_number_of_one_order_that_is_the_id_of_another_is_listed_and_not_guessed(
    console: Console, new: New
) -> None:
    # Seen elsewhere: https://github.com/mailchimp/mc-magento/issues/165 takes the one for the other.
    name = new("1001")
    console.in_omnium(name, orderNumber=new("other"))
    console.in_omnium(new("om-"), orderNumber=name)

    answer = console.sync("order", name)

    assert (answer.exit_code, answer.output, console.jobs()) == (1, "", [])
    first, *candidates, advice = answer.errors.splitlines()
    assert first == f"order '{name}' of tenant {console.tenant} may be 2 records; nothing was made:"
    assert [line.split(" (")[0] for line in candidates] == [
        f"- order {name} of Omnium",
        f"- order {new('om-')} of Omnium",
    ]
    assert f"inbound-order {new('om-')}" in candidates[1]
    assert "--exact" in advice
    assert console.synced("order", name, "--exact") == [("inbound-order", name)]


def test_a_number_that_several_stores_gave_is_listed_with_the_stores(console: Console, new: New) -> None:
    number = new("500")
    for store in ("oslo", "bergen"):
        uid = new(f"f-{store}-")
        console.in_flow("orders", uid, orderNumber=number, storeUid=store, **SALE)
        console.in_flow("receipts", new(f"r-{store}-"), orderUid=uid, orderNumber=number, storeUid=store)
    answer = console.sync("order", number, "--json")
    assert (answer.exit_code, console.jobs()) == (1, [])
    told = json.loads(answer.output)
    assert told["jobs"] == []
    assert ["store oslo" in one["told"] for one in told["candidates"]] == [True, False]
    assert ["store bergen" in one["told"] for one in told["candidates"]] == [False, True]


def test_an_id_of_omnium_that_is_the_uid_of_another_order_in_flow_is_told_apart_by_the_direction(
    console: Console, new: New
) -> None:
    name = new("same_")
    console.in_omnium(name, orderNumber=new("77"))
    console.in_flow("orders", name, externalOrderNumber=name.replace("_", " "), **FROM_OMNIUM)
    answer = console.sync("order", name, "--exact")
    assert (answer.exit_code, console.jobs()) == (1, [])
    assert "- not in Omnium; order same_" in answer.errors
    assert console.synced("order", name, "--direction", "in") == [("inbound-order", name)]
    assert console.synced("order", name, "--direction", "out") == [("outbound-order", name)]


@pytest.mark.parametrize("odd", ["two words ", "a/b?c=d&e#f ", "50% off ", "../../etc ", "æøå ", '"$where" '])
def test_an_odd_id_is_asked_for_as_it_is(console: Console, new: New, odd: str) -> None:
    order = new(odd)
    path = f"/_sim/orders/{quote(order, safe='')}"
    console.world.simulators.omnium("PUT", path, {"orderNumber": order, "orderType": "Online"})
    assert console.synced("order", order) == [("inbound-order", order)]


@pytest.mark.parametrize("record", ["order", "customer", "receipt", "reception"])
@pytest.mark.parametrize("name", ["x" * 10_000, "..", "", "a\nb"])
def test_what_cannot_be_a_name_is_refused_in_one_line_and_nobody_is_asked(
    console: Console, record: str, name: str
) -> None:
    for system in (console.world.simulators.omnium, console.world.simulators.flow):
        system("DELETE", "/_sim/calls")
    answer = console.sync(record, name)
    assert (answer.exit_code, answer.output, answer.errors.count("\n")) == (2, "", 1)
    asked = [*console.world.simulators.omnium("GET", "/_sim/calls")]
    asked += console.world.simulators.flow("GET", "/_sim/calls")
    # The token-manager fetches the tokens of other tests' tenants meanwhile.
    assert [call for call in asked if call["path"] != "/api/token"] == []


def test_an_order_that_omnium_has_deleted_is_brought_out_of_the_shop_alone(
    console: Console, new: New
) -> None:
    order, odd = new("gone-"), new("gone too ")
    console.in_flow("orders", order, externalOrderNumber=order, **FROM_OMNIUM)
    console.in_flow("orders", odd.replace(" ", "_"), externalOrderNumber=odd, **FROM_OMNIUM)
    assert console.synced("order", order) == [("outbound-order", order)]
    assert console.synced("order", odd) == [("outbound-order", odd.replace(" ", "_"))]
    answer = console.sync("order", order, "--direction", "in")
    assert (answer.exit_code, "not in Omnium" in answer.errors) == (1, True)


def test_a_customer_is_found_by_what_either_system_calls_him(console: Console, new: New) -> None:
    uid, external, number = new("c-"), new("om-c-"), new("K")
    customer = {"customerUid": uid, "customerType": "PERSON", "firstname": "A", "externalId": external}
    create(console, "customers", customer)
    person = {"customerId": external, "customerNumber": number, "firstName": "A"}
    console.world.simulators.omnium("PUT", f"/_sim/customers/private/{external}", person)
    for name in (uid, external, number):
        assert console.synced("customer", name) == [("outbound-customer", uid)]


def create(console: Console, collection: str, body: dict[str, Any]) -> None:
    path = f"/v2/tenants/{console.tenant}/{collection}"
    console.world.simulators.flow("POST", path, body, {"Authorization": "Bearer hush-flow"})


def test_a_customer_whom_only_omnium_has_cannot_be_brought_and_that_is_told(
    console: Console, new: New
) -> None:
    business = {"customerId": new("b-"), "name": "A AS"}
    console.world.simulators.omnium("PUT", f"/_sim/customers/business/{new('b-')}", business)
    answer = console.sync("customer", new("b-"))
    assert (answer.exit_code, console.jobs()) == (1, [])
    assert "customers go from Flow to Omnium" in answer.errors


def test_a_record_that_cannot_be_read_is_no_record_to_choose(console: Console, new: New) -> None:
    console.world.simulators.omnium("PUT", f"/_sim/customers/private/{new('c-')}", {"firstName": "A"})
    answer = console.sync("customer", new("c-"))
    assert (answer.exit_code, console.jobs()) == (1, [])
    assert answer.errors.startswith("what was found cannot be read, so nothing was made: customerId")


def test_two_customers_of_one_external_id_are_listed_without_a_name(console: Console, new: New) -> None:
    shared = new("om-c-")
    for number in (1, 2):
        customer = {"customerType": "PERSON", "firstname": "Kari", "lastname": "Nordmann"}
        create(console, "customers", customer | {"customerUid": new(f"c{number}-"), "externalId": shared})
    answer = console.sync("customer", shared)
    assert (answer.exit_code, console.jobs()) == (1, [])
    assert f"customer {new('c2-')} of Flow" in answer.errors
    assert "Nordmann" not in answer.errors


def test_receptions_are_found_by_the_purchase_order_or_by_one_of_them(console: Console, new: New) -> None:
    order, reception, external = new("po-"), new("rec-"), new("PO/")
    console.in_flow("purchase-orders", order, externalId=external, storeUid="bergen", items=[])
    console.in_flow("receivements", reception, purchaseOrderUid=order, storeUid="bergen", items=[])
    for name in (order, external, reception):
        assert console.synced("reception", name) == [("receivement", order)]
    (job,) = console.jobs()
    assert (job["event"]["origin"], job["event"]["storeUid"]) == ("flow-omnium sync", "bergen")


def test_goods_that_nobody_ordered_have_a_job_of_their_own(console: Console, new: New) -> None:
    console.in_flow("receivements", new("rec-"), storeUid="oslo", items=[])
    assert console.synced("reception", new("rec-")) == [("receivement", new("rec-"))]


def test_a_purchase_order_that_was_exported_by_its_deliveries_is_brought_whole(
    console: Console, new: New
) -> None:
    order, number = new("PO-"), new("4500")
    purchase = {"purchaseOrderNumber": number, "orderType": "PurchaseOrder", "storeId": "oslo"}
    console.world.simulators.omnium("PUT", f"/_sim/purchaseorders/{order}", purchase)
    answer = console.sync("reception", number)
    assert (answer.exit_code, f"purchase order {order} of Omnium, which no store has" in answer.errors) == (
        1,
        True,
    )
    for delivery in ("D1", "D2"):
        console.in_flow("purchase-orders", f"{order}-delivery-{delivery}", externalId=order, items=[])
    wanted = [("receivement", f"{order}-delivery-{delivery}") for delivery in ("D1", "D2")]
    assert console.synced("reception", order) == wanted
    assert console.synced("reception", number) == wanted


@pytest.mark.parametrize("record", ["order", "customer", "receipt", "reception"])
def test_what_neither_system_knows_is_told_with_both_systems_and_what_was_asked(
    console: Console, record: str
) -> None:
    answer = console.sync(record, "nobody-s")
    assert (answer.exit_code, answer.output, console.jobs()) == (1, "", [])
    assert answer.errors.startswith(
        f"neither Omnium nor Flow has {record} 'nobody-s' of tenant {console.tenant}: compared were "
    )
    assert "Omnium's" in answer.errors
    assert "Flow's" in answer.errors
