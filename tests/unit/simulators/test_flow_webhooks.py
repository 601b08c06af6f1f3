"""Which webhooks Flow raises, what stands in them, and how often they are tried."""

from typing import Any

import pytest

from simulators.flow.webhooks.actions import Action, customer_action, order_actions
from simulators.flow.webhooks.bodies import customer_event, order_event
from simulators.flow.webhooks.delivery import delays, is_retried

READY = {"orderHandlingUid": "h1", "state": "READY"}
DONE = {**READY, "state": "DONE"}


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ({}, {"settleState": "NOT_STARTED"}, ["ORDER_UPDATED"]),
        ({"settleState": "NOT_STARTED"}, {"settleState": "SETTLED"}, ["ORDER_SETTLED"]),
        ({"settleState": "SETTLED"}, {"settleState": "SETTLED"}, ["ORDER_UPDATED"]),
        ({}, {"settleState": "PARTIALLY_SETTLED"}, ["ORDER_UPDATED"]),
        ({}, {"settleState": "SETTLED", "deliveryState": "DELIVERED"}, ["ORDER_SETTLED", "ORDER_DELIVERED"]),
        ({"orderState": "OPEN"}, {"orderState": "CANCELLED"}, ["ORDER_CANCELLED"]),
        ({}, {"settlements": [{"orderReceiptUid": "r1"}, {}]}, ["ORDER_RECEIPT_SETTLED"]),
        ({}, {"orderhandlings": [READY]}, ["ORDER_UPDATED"]),
        ({"orderhandlings": [READY]}, {"orderhandlings": [DONE]}, ["ORDER_HANDLING_STATE_CHANGED"]),
    ],
)
def test_the_difference_decides_which_webhooks_are_raised(
    before: dict[str, Any], after: dict[str, Any], names: list[str]
) -> None:
    assert [action.name for action in order_actions(before, after)] == names


def test_webhooks_hold_references_and_nothing_else() -> None:
    event = order_event(Action("ORDER_SETTLED"), "acme", {"orderUid": "o1", "storeUid": "oslo"}, "u1")
    uids = {name: part["Uid"] for name, part in event.items() if name != "action"}
    assert uids == {"tenant": "acme", "store": "oslo", "order": "o1", "tenantUser": "u1"}
    assert {type(part["Id"]) for name, part in event.items() if name != "action"} == {int}
    assert sorted(customer_event("CUSTOMER_CREATE", "acme", "c1", "u1")) == [
        "action", "customer", "tenant", "tenantUser",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "retried"),
    [
        (200, False),
        (299, False),
        (302, True),
        (400, False),
        (429, False),
        (499, False),
        (500, True),
        (None, True),
    ],
)
def test_only_passing_faults_are_tried_again(status: int | None, retried: bool) -> None:
    assert is_retried(status) is retried


def test_ten_retries_wait_twice_as_long_each_time() -> None:
    assert list(delays(0.5)) == [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_a_customer_is_made_changed_or_gone() -> None:
    kari = {"customerUid": "c1"}
    changes = [(None, kari), (kari, kari), (kari, None)]
    actions = [customer_action(before, after) for before, after in changes]
    assert actions == ["CUSTOMER_CREATE", "CUSTOMER_UPDATE", "CUSTOMER_DELETE"]
