"""What does not run by itself is never late."""

from admin_console.web.tasks.scheduled import is_scheduled
from flow_omnium.tasks.kind import TaskName
from flow_omnium.testing.tenants import a_tenant

TASK = {"implementationType": "FlowPriceScheduledTask", "schedule": "*/30 * * * *"}


def test_polls_and_reconciliations_run_by_themselves_while_the_tenant_is_active() -> None:
    for task in (TaskName.POLL_OMNIUM_ORDERS, TaskName.RECONCILE_ORDERS):
        assert is_scheduled(a_tenant(), task)
        assert not is_scheduled(a_tenant(active=False), task)
        assert not is_scheduled(None, task)


def test_a_task_of_the_catalogue_runs_as_the_settings_say() -> None:
    exported = {"enabled": True, "markets": ["nor"], "tasks": [TASK]}
    assert is_scheduled(a_tenant(catalog=exported), TaskName.PRICE)
    assert not is_scheduled(a_tenant(catalog=exported), TaskName.CATEGORY)
    assert not is_scheduled(a_tenant(), TaskName.PRICE)
    paused = {**exported, "tasks": [{**TASK, "isDisabled": True}]}
    assert not is_scheduled(a_tenant(catalog=paused), TaskName.PRICE)
