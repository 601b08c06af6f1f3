"""What the statuses of an order type mean, the tenant's own included."""

import pytest

from simulators.omnium.config import OmniumConfig
from simulators.omnium.orders import statuses
from simulators.omnium.orders.types import display_name, order_status, order_type
from simulators.refusal import Refusal

FLAGS = ("isInProgressStatus", "isDeliveredStatus", "isCanceledStatus", "isPicked")


@pytest.mark.parametrize(
    ("status", "flags"),
    [
        ("New", (True, False, False, False)),
        ("ReadyForPickup", (True, False, False, True)),
        ("Completed", (False, True, False, True)),
        ("NotCollected", (False, False, True, False)),
        ("Deleted", (False, False, True, False)),
        ("Returned", (False, False, False, False)),
        ("CustomerRegrets", (False, False, True, False)),
        ("Engraving", (False, False, False, False)),
    ],
)
def test_flags_tell_what_a_status_means(status: str, flags: tuple[bool, ...]) -> None:
    config = OmniumConfig.model_validate({"extraCanceledStatuses": ["CustomerRegrets"]})
    described = order_status(status, 1, config)
    assert tuple(described[name] for name in FLAGS) == flags


def test_an_order_type_lists_every_status_once_in_order() -> None:
    listed = order_type("Online", OmniumConfig())["orderStatuses"]
    assert [status["name"] for status in listed] == list(statuses.ALL)
    assert [status["order"] for status in listed] == list(range(1, len(listed) + 1))


def test_staff_see_another_name_than_clients() -> None:
    assert display_name("ReadyForPickup") == "Ready for pickup"


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("New", "CustomerRegrets", True),
        ("CustomerRegrets", "OrderCanceled", True),
        ("CustomerRegrets", "Deleted", True),
        ("CustomerRegrets", "InProgress", False),
        ("Completed", "CustomerRegrets", False),
        ("OrderCanceled", "CustomerRegrets", True),
    ],
)
def test_a_cancelled_status_of_the_tenant_is_an_end_like_the_others(
    before: str, after: str, allowed: bool
) -> None:
    canceled = (*statuses.CANCELED, "CustomerRegrets")
    refused = False
    try:
        statuses.refuse_wrong_change(before, after, canceled)
    except Refusal:
        refused = True
    assert refused is not allowed
