"""Once a week each tenant is compared, in its own night and not with all others."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.weekly import LOOKS_BACK, task_of, weekly_of
from flow_omnium.tasks.kind import TaskName
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 7, 9, tzinfo=UTC)
OFFERED = (TaskName.RECONCILE_ORDERS, TaskName.POLL_STOCK)


def due(tenant_uid: str) -> datetime:
    """When a tenant is due next, as the clock on its wall shows it."""
    tenant = a_tenant(tenant_uid=tenant_uid)
    (schedule,) = weekly_of(tenant, OFFERED).values()
    return schedule.recurrence().next_after(NOW).astimezone(ZoneInfo(tenant.catalog.time_zone))


def test_every_tenant_is_due_in_the_night_of_sunday() -> None:
    times = [due(f"tenant-{number}") for number in range(200)]
    assert {time.isoweekday() for time in times} == {7}
    assert max(time.hour for time in times) == 5
    assert len({(time.hour, time.minute) for time in times}) > 100


def test_the_same_tenant_is_due_at_the_same_time() -> None:
    assert due("acme") == due("acme")


def test_two_weeks_leave_nothing_between_them() -> None:
    assert timedelta(days=7) < LOOKS_BACK


def test_every_kind_has_a_task_that_runs_it() -> None:
    tasks = {task_of(kind) for kind in ReconciliationKind}
    assert tasks == {TaskName.RECONCILE_ORDERS, TaskName.RECONCILE_GOODS}
