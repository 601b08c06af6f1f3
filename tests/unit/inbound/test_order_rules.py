"""Order types, readiness, address, country."""

import re

import pytest

from flow_omnium.flow.models import NewAddress
from flow_omnium.flow.states import OrderState
from flow_omnium.omnium.models import Address, Order
from flow_omnium.outcomes import Deferred, Ignored
from flow_omnium.tenants.tenant import OrderTypeNames
from order_sync.address import TWO_LETTERS_BY_THREE, flow_country
from order_sync.inbound.addresses import customer_address
from order_sync.order_stage import CANCELLED, OVER, OrderStage, stage_of
from order_sync.order_types import RULE_BY_TYPE, rule_of


@pytest.mark.parametrize(
    ("order_type", "state"),
    [
        ("ClickAndCollect", OrderState.PARKED),
        ("ClickAndcollect", OrderState.PARKED),
        ("OnlineOrder", OrderState.CONFIRMED),
        ("ONLINE", OrderState.CONFIRMED),
    ],
)
def test_types_are_compared_without_case(order_type: str, state: OrderState) -> None:
    assert rule_of(order_type).state is state


@pytest.mark.parametrize("order_type", [None, "", "Pos", "Bopis", "Online Order"])
def test_other_types_are_ignored_with_the_reason(order_type: str | None) -> None:
    with pytest.raises(Ignored, match=re.escape(order_type or "(none)")):
        rule_of(order_type)


def test_tables_are_keyed_in_lower_case() -> None:
    assert {*RULE_BY_TYPE, *OVER, *CANCELLED} == {key.lower() for key in (*RULE_BY_TYPE, *OVER, *CANCELLED)}


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        *(
            (status, OrderStage.ALIVE)
            for status in ("New", "InProgress", "ReadyForPickup", None, "OwnStatus")
        ),
        *((status, OrderStage.OVER) for status in ("Completed", "PickedUp", "PartiallyReturned")),
        *((status, OrderStage.CANCELLED) for status in ("OrderCanceledByStore", "NotCollected", "Deleted")),
        ("Scrapped", OrderStage.CANCELLED),
    ],
)
def test_a_status_tells_what_the_order_means_for_the_shop(status: str | None, stage: OrderStage) -> None:
    assert stage_of(status, {"scrapped"}) is stage


def test_a_queued_order_is_deferred_five_seconds() -> None:
    with pytest.raises(Deferred) as caught:
        stage_of("queued")
    assert caught.value.after_seconds == 5


def test_a_tenant_may_have_names_of_its_own_for_both_types() -> None:
    names = OrderTypeNames(click_and_collect=("Hent i butikk",), online=("Nettbutikk",))
    assert rule_of("HENT I BUTIKK", names).state is OrderState.PARKED
    assert rule_of("nettbutikk", names).state is OrderState.CONFIRMED


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address(), None),
        (Address(name="Anna Maria Berg"), NewAddress(firstname="Anna Maria", lastname="Berg")),
        (Address(name="Cher"), NewAddress(lastname="Cher")),
        (Address(name="Berg AS", organization="Berg AS"), NewAddress(company_name="Berg AS")),
        (Address(last_name="Berg", name="Somebody Else"), NewAddress(lastname="Berg")),
        (Address(line1="Gata 1", line2="Oppgang B"), NewAddress(address="Gata 1, Oppgang B")),
        (Address(line1="Gata", street_number="1"), NewAddress(address="Gata 1")),
        (Address(daytime_phone_number="55"), NewAddress(mobile="55")),
        (Address(country_code="NOR"), NewAddress(country_code="NO")),
        (Address(country_code="Norge"), None),
    ],
)
def test_the_billing_address_becomes_the_customers(address: Address, expected: NewAddress | None) -> None:
    assert customer_address(Order(id="1", billing_address=address)) == expected


@pytest.mark.parametrize(
    ("code", "shown"), [("NO", "NO"), ("no", "NO"), ("swe", "SE"), ("XYZ", None), ("", None), (None, None)]
)
def test_countries_are_written_in_two_letters(code: str | None, shown: str | None) -> None:
    assert flow_country(code) == shown


def test_every_country_in_the_table_has_three_and_two_letters() -> None:
    assert {len(code) for code in TWO_LETTERS_BY_THREE} == {3}
    assert {len(code) for code in TWO_LETTERS_BY_THREE.values()} == {2}
