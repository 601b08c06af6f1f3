"""When a read-only order is opened for a plan."""

from decimal import Decimal

from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.changes import SetReadOnly, SetRoundoff, SetStatus
from order_sync.outbound.plan import opened

ROUNDOFF = SetRoundoff("1", Decimal("0.5"), "7", ())
STATUS = SetStatus("1", "Completed", "InProgress")


def order(*, is_read_only: bool) -> OmniumOrder:
    return OmniumOrder(id="1", is_read_only=is_read_only)


def test_what_rests_on_the_version_that_was_read_comes_before_the_opening() -> None:
    plan = opened(Plan((ROUNDOFF, STATUS)), order(is_read_only=True))
    assert plan.writes == (ROUNDOFF, SetReadOnly("1", False), STATUS, SetReadOnly("1", True))


def test_an_order_is_not_opened_for_what_it_takes_anyway() -> None:
    plan = Plan((ROUNDOFF,))
    assert opened(plan, order(is_read_only=True)) is plan


def test_an_order_that_anybody_may_edit_is_left_as_it_is() -> None:
    plan = Plan((STATUS,))
    assert opened(plan, order(is_read_only=False)) is plan
    assert opened(plan, None) is plan
