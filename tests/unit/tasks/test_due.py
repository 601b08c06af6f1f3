"""When a task is due, and from where on it reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.tasks.due import Due, due, has_another_schedule, is_lost, overdue_seconds
from flow_omnium.tasks.kind import PREREQUISITES, TaskName
from flow_omnium.tasks.record import TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.settings import FULL_EVERY, TaskSchedule, TaskSettings

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PRICE = TaskName.PRICE
HALF_HOURLY = TaskSchedule("*/30 * * * *", "Europe/Oslo")
SETTINGS = TaskSettings({PRICE: HALF_HOURLY}, scope="NO")
NEW = TaskRecord("acme", PRICE)
WELL = TaskRecord(
    "acme",
    PRICE,
    scope="NO",
    watermark=NOW - 30 * MINUTE,
    full_at=NOW - timedelta(days=1),
    schedule=HALF_HOURLY.text,
    due_at=NOW,
)
DELTA = Due(is_full=False, since=NOW - 31 * MINUTE)
FULL = Due(is_full=True)
ASKED = RunRequest("kari", NOW)


def disabled(settings: TaskSettings = SETTINGS) -> TaskSettings:
    return replace(
        settings,
        schedules={task: replace(each, is_disabled=True) for task, each in settings.schedules.items()},
    )


def decided(record: TaskRecord, settings: TaskSettings = SETTINGS, now: datetime = NOW) -> Due | None:
    return due(record, settings, {record.task: record}, now)


def test_the_first_run_is_full_and_at_once() -> None:
    assert decided(NEW) == FULL


def test_a_run_reads_from_a_minute_before_the_watermark() -> None:
    assert decided(WELL) == DELTA


def test_nothing_runs_before_it_is_due() -> None:
    assert decided(replace(WELL, due_at=NOW + MINUTE)) is None


def test_what_was_missed_for_days_is_one_run() -> None:
    assert decided(WELL, now=NOW + timedelta(days=3)) == DELTA


def test_a_full_run_comes_every_seven_days() -> None:
    assert decided(replace(WELL, full_at=NOW - FULL_EVERY)) == DELTA
    assert decided(replace(WELL, full_at=NOW - FULL_EVERY - MINUTE)) == FULL
    assert decided(replace(WELL, full_at=None)) == FULL


def test_a_watermark_of_another_scope_counts_for_nothing() -> None:
    assert decided(replace(WELL, scope="NO SE")) == FULL


def test_a_retry_goes_before_the_schedule_sooner_or_later() -> None:
    assert decided(replace(WELL, due_at=NOW + MINUTE, retry_at=NOW)) == DELTA
    assert decided(replace(WELL, retry_at=NOW + MINUTE)) is None


def test_what_is_disabled_or_not_scheduled_does_not_run() -> None:
    assert decided(WELL, disabled()) is None
    assert decided(NEW, TaskSettings({})) is None


@pytest.mark.parametrize("settings", [SETTINGS, disabled(), TaskSettings({}, scope="NO")])
def test_what_a_person_asks_for_runs_at_once_whatever_the_schedule_says(settings: TaskSettings) -> None:
    waiting = replace(WELL, due_at=NOW + MINUTE, retry_at=NOW + MINUTE, request=ASKED)
    assert decided(waiting, settings) == replace(DELTA, request=ASKED)


def test_a_full_run_can_be_asked_for() -> None:
    asked = replace(ASKED, is_full=True)
    assert decided(replace(WELL, request=asked)) == Due(is_full=True, request=asked)


def test_some_products_are_read_whenever_they_were_changed() -> None:
    asked = replace(ASKED, skus=("A",))
    assert decided(replace(WELL, request=asked)) == Due(is_full=False, request=asked)
    assert decided(replace(NEW, request=asked)) == Due(is_full=False, request=asked)


def test_a_request_that_had_to_stop_waits_and_the_schedule_goes_on() -> None:
    stopped = replace(ASKED, not_before=NOW + MINUTE)
    assert decided(replace(WELL, request=stopped, due_at=NOW + MINUTE)) is None
    assert decided(replace(WELL, request=stopped)) == DELTA
    assert decided(replace(WELL, request=stopped), now=NOW + MINUTE) == replace(DELTA, request=stopped)


def test_a_task_that_runs_is_not_begun_again() -> None:
    held = replace(WELL, state=TaskState.RUNNING, lease_until=NOW + MINUTE, request=ASKED)
    assert decided(held) is None
    assert not is_lost(held, NOW)


def test_a_run_is_lost_when_its_lease_has_ended_or_has_no_end() -> None:
    running = replace(WELL, state=TaskState.RUNNING)
    assert is_lost(replace(running, lease_until=NOW), NOW)
    assert is_lost(running, NOW)
    assert not is_lost(WELL, NOW)


def test_a_changed_cron_text_or_zone_is_another_schedule() -> None:
    assert not has_another_schedule(WELL, SETTINGS)
    assert not has_another_schedule(NEW, SETTINGS)
    assert not has_another_schedule(WELL, TaskSettings({}))
    for other in (replace(HALF_HOURLY, cron="0 * * * *"), replace(HALF_HOURLY, zone="UTC")):
        changed = replace(SETTINGS, schedules={PRICE: other})
        assert has_another_schedule(WELL, changed)
        assert decided(WELL, changed) is None


def test_the_first_run_waits_until_its_prerequisites_were_done_once() -> None:
    settings = TaskSettings(
        dict.fromkeys((TaskName.STORE, TaskName.CATEGORY, TaskName.PRODUCT), HALF_HOURLY), scope="NO"
    )
    store, category, product = (TaskRecord("acme", task) for task in settings.schedules)
    done = replace(store, full_at=NOW)
    assert due(store, settings, {}, NOW) == FULL
    assert due(category, settings, {}, NOW) is None
    assert due(category, settings, {TaskName.STORE: store}, NOW) is None
    assert due(category, settings, {TaskName.STORE: done}, NOW) == FULL
    assert due(product, settings, {TaskName.STORE: done}, NOW) is None


def test_a_prerequisite_that_is_disabled_or_not_scheduled_is_not_waited_for() -> None:
    both = {TaskName.STORE: replace(HALF_HOURLY, is_disabled=True), PRICE: HALF_HOURLY}
    assert decided(NEW, TaskSettings(both)) == FULL


def test_who_was_done_once_waits_for_nobody_and_a_person_neither() -> None:
    settings = TaskSettings({TaskName.STORE: HALF_HOURLY, PRICE: HALF_HOURLY}, scope="NO")
    assert decided(WELL, settings) == DELTA
    assert decided(replace(NEW, request=ASKED), settings) == replace(FULL, request=ASKED)


def test_the_order_of_first_runs_has_no_circle() -> None:
    assert PREREQUISITES.keys() == set(TaskName)
    done: set[TaskName] = set()
    for _ in TaskName:
        done |= {task for task, before in PREREQUISITES.items() if done.issuperset(before)}
    assert done == set(TaskName)


def test_how_long_a_run_is_overdue() -> None:
    late = NOW + 2 * MINUTE

    def overdue(record: TaskRecord, settings: TaskSettings = SETTINGS) -> float:
        return overdue_seconds(record, settings, {record.task: record}, late)

    assert overdue(WELL) == 120
    assert overdue(replace(WELL, due_at=late + MINUTE)) == 0
    assert overdue(replace(WELL, state=TaskState.RUNNING)) == 0
    assert overdue(WELL, disabled()) == 0
    assert overdue(NEW) == 0
