"""A tenant's polls run by its intervals, its reconciliation once a week."""

from flow_omnium.polling.service import settings_of
from flow_omnium.tasks.kind import POLLS, RECONCILIATIONS
from flow_omnium.tasks.settings import Interval, TaskSchedule
from flow_omnium.testing.tenants import a_tenant


def test_what_a_service_offers_is_scheduled_and_nothing_else() -> None:
    settings = settings_of(a_tenant(), POLLS | RECONCILIATIONS)
    assert {task for task, one in settings.schedules.items() if isinstance(one, Interval)} == POLLS
    weekly = {task for task, one in settings.schedules.items() if isinstance(one, TaskSchedule)}
    assert weekly == RECONCILIATIONS
    assert settings.full_every is None
    assert settings_of(a_tenant(), ()).schedules == {}


def test_polls_that_are_off_leave_the_weekly_comparison() -> None:
    off = dict.fromkeys(("orders", "receipts", "receivements", "stock"), "off")
    settings = settings_of(a_tenant(polling=off), POLLS | RECONCILIATIONS)
    assert settings.schedules.keys() == RECONCILIATIONS
