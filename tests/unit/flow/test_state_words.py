"""Flow's states are read in the tenant's words; one that nobody knows is none, and told."""

from typing import Any

import pytest

from flow_omnium.flow.models import Order, Receipt
from flow_omnium.flow.state_words import (
    order_in_our_words,
    receipt_in_our_words,
    unknown_word_of,
    unknown_words,
)
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.flow_states import FlowStates

OWN = FlowStates(settled=("Paid", "Betalt"), delivered=("Utlevert",), ready=("Klargjort", "DONE"))


def order(states: FlowStates, **fields: Any) -> Order:
    return order_in_our_words(read_as(Order, {"orderUid": "1", **fields}), states)


def read(order: Order) -> dict[str, str | None]:
    """Every word that was read, by its field."""
    words = {
        "settleState": order.settle_state,
        "deliveryState": order.delivery_state,
        "orderState": order.order_state,
    }
    for handling in order.orderhandlings:
        words |= {"orderhandlings.state": handling.state}
    for one in order.settlements:
        words |= {"settlements.state": one.state, "settlements.status": one.status}
    return words


def documents(field: str, word: str) -> dict[str, Any]:
    part, _, name = field.rpartition(".")
    return {part: [{name: word}]} if part else {name: word}


FIELDS = (
    ("settleState", "betalt", "SETTLED"),
    ("settlements.state", "PAID", "SETTLED"),
    ("settlements.status", "Paid", "SETTLED"),
    ("deliveryState", "UTLEVERT", "DELIVERED"),
    ("orderhandlings.state", " klargjort ", "READY"),
    ("orderhandlings.state", "done", "READY"),
)


@pytest.mark.parametrize(("field", "word", "ours"), FIELDS)
def test_a_word_of_the_tenants_own_is_ours_in_any_case(field: str, word: str, ours: str) -> None:
    known = order(OWN, **documents(field, word))
    assert read(known)[field] == ours
    assert known.unread == ()


@pytest.mark.parametrize(("field", "ours"), [(field, ours) for field, _, ours in FIELDS])
def test_a_list_replaces_the_default(field: str, ours: str) -> None:
    unlisted = order(OWN, **documents(field, ours))
    assert read(unlisted)[field] != ours
    assert [one.field for one in unknown_words(unlisted)] == [field]


@pytest.mark.parametrize(
    ("field", "word", "ours"),
    [
        ("orderState", "Complete", "COMPLETE"),
        ("settleState", "settled", "SETTLED"),
        ("settleState", "partially_settled", "PARTIALLY_SETTLED"),
        ("deliveryState", "Delivered", "DELIVERED"),
        ("deliveryState", "Not_Started", "NOT_STARTED"),
        ("orderhandlings.state", "ready", "READY"),
        ("orderhandlings.state", "in_progress", "IN_PROGRESS"),
        ("orderhandlings.state", "Done", "DONE"),
        ("settlements.state", "not_started", "NOT_STARTED"),
        ("settlements.status", "new", "NEW"),
        ("settlements.status", "Voided", "VOIDED"),
    ],
)
def test_a_known_word_is_known_in_any_case(field: str, word: str, ours: str) -> None:
    known = order(FlowStates(), **documents(field, word))
    assert read(known)[field] == ours
    assert known.unread == ()


@pytest.mark.parametrize(
    "field",
    [
        "orderState",
        "settleState",
        "deliveryState",
        "orderhandlings.state",
        "settlements.state",
        "settlements.status",
    ],
)
def test_a_word_that_nobody_knows_stays_and_is_told(field: str) -> None:
    told = order(FlowStates(), **documents(field, "OVERFLYTTET"))
    assert read(told)[field] == "OVERFLYTTET"
    (word,) = unknown_words(told)
    assert (word.field, word.value) == (field, "OVERFLYTTET")


def test_its_place_is_told_and_other_fields_that_cannot_be_read_are_told_still() -> None:
    told = order(
        FlowStates(), settlements=[{"state": "SETTLED"}, {"status": "PAID"}], validUntil="29.03.2026"
    )
    assert [str(one) for one in told.unread] == [
        "validUntil cannot be read ('29.03.2026'): it counts as not given",
        "settlements[1].status is 'PAID', a word that neither flow.states lists nor Flow publishes: it counts as none",
    ]


def test_nothing_of_a_person_is_told_of_a_word() -> None:
    (word,) = unknown_words(order(FlowStates(), settleState="kari@example.com"))
    assert word.value == "<e-mail>"


def test_a_payment_that_the_tenant_calls_settled_is_one_on_a_receipt_too() -> None:
    document = {"orderReceiptUid": "r-1", "settlements": [{"state": "betalt"}, {"state": "SETTLED"}]}
    receipt = receipt_in_our_words(read_as(Receipt, document), OWN)
    assert [one.is_settled for one in receipt.settlements] == [True, False]
    assert [one.path for one in unknown_words(receipt)] == ["settlements[1].state"]


def test_a_payment_voided_in_any_case_is_none() -> None:
    settlements = [{"state": "Settled", "status": "voided"}]
    (payment,) = order(FlowStates(), settlements=settlements).settlements
    assert payment.is_taken_back
    assert not payment.is_settled


@pytest.mark.parametrize("word", ["BETALT", "l'order", 'a "word"', "to\nlinjer"])
def test_a_word_is_read_off_the_flag_that_tells_it_until_it_is_listed(word: str) -> None:
    (told,) = unknown_words(order(FlowStates(), settlements=[{}, {"state": word}]))
    flag = f"order 1 in Flow: {told}"

    assert unknown_word_of(flag, FlowStates()) == told
    assert unknown_word_of(flag, FlowStates(settled=(word,))) is None
    assert unknown_word_of("order 1 in Flow: validUntil cannot be read ('x')", FlowStates()) is None
    assert unknown_word_of(flag.replace("settlements[1].state", "oldState"), FlowStates()) is None
