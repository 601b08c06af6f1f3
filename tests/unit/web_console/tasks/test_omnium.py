"""What Omnium's log tells of its scheduled tasks, gathered by task."""

from datetime import UTC, datetime, timedelta

from admin_console.web.tasks.omnium import LoggedTask, told_of
from flow_omnium.omnium.models.event_log import LoggedEvent

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def logged(name: str | None, at: datetime | None, status: str | None = None) -> LoggedEvent:
    return LoggedEvent(object_id=name, timestamp=at, status=status, event_log_type="Information")


def test_each_task_is_told_once_with_its_latest_entry_whatever_the_order_of_the_log() -> None:
    events = [
        logged("prices", NOON - HOUR, "Failed"),
        logged("stock", NOON - 2 * HOUR),
        logged("prices", NOON, "Success"),
    ]
    assert told_of(events) == [
        LoggedTask("prices", NOON, "Information", "Success", 2),
        LoggedTask("stock", NOON - 2 * HOUR, "Information", None, 1),
    ]


def test_an_entry_without_a_name_or_a_time_is_told_as_well() -> None:
    assert told_of([logged(None, None), logged("stock", NOON)]) == [
        LoggedTask("stock", NOON, "Information", None, 1),
        LoggedTask("(without a name)", None, "Information", None, 1),
    ]


def test_nothing_logged_is_nothing_told() -> None:
    assert told_of([]) == []
