"""How the tasks of the tenants stand for which tasks run: active, not paused, with settings that want them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.redaction import cleaned
from flow_omnium.runtime.schedule import Recurrence
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.settings import Interval, TaskSchedule, TaskSettings
from flow_omnium.tenants.tenant import Tenant

Tenants = Callable[[], Iterable[Tenant]]
"""Returns the tenants as they are known now; those that are not active are passed over. Raises TenantsUnread."""

SettingsOf = Callable[[Tenant], TaskSettings | None]
"""Returns what a tenant's settings say of its tasks; None where it has none. Raises ValueError where they are wrong."""


class OfferedSettings(Protocol):
    """`SettingsOf` of a service that offers some tasks."""

    def __call__(self, tenant: Tenant, offered: Iterable[TaskName]) -> TaskSettings | None:
        """See `SettingsOf`."""
        ...


Pauses = Callable[[str], bool]
"""Tells by its uid whether a tenant is paused: `Gate.pauses_tenant`."""


@dataclass(frozen=True)
class TenantTasks:
    """The tasks of one tenant that are kept, and what its settings say of them."""

    tenant: Tenant
    settings: TaskSettings
    records: Mapping[TaskName, TaskRecord]

    def record_of(self, task: TaskName) -> TaskRecord:
        """Return what is kept of a task; of one that never ran, what is known of it."""
        return self.records.get(task) or TaskRecord(self.tenant.tenant_uid, task)


class AllTenantTasks:
    """Puts records and settings together. What is wrong with the settings of one tenant is told once, and stops no other."""

    def __init__(self, tenants: Tenants, settings_of: SettingsOf, pauses: Pauses) -> None:
        self._tenants = tenants
        self._settings_of = settings_of
        self._pauses = pauses
        self._told: dict[tuple[str, str], str] = {}
        self._log = get_logger("tasks")

    def of(self, records: Iterable[TaskRecord]) -> Mapping[str, TenantTasks]:
        """Return how the tasks stand, by tenant."""
        kept: defaultdict[str, dict[TaskName, TaskRecord]] = defaultdict(dict)
        for record in records:
            kept[record.tenant_uid][record.task] = record
        found: dict[str, TenantTasks] = {}
        for tenant in self._tenants():
            settings = self._settings(tenant)
            if settings is not None:
                uid = tenant.tenant_uid
                found[uid] = TenantTasks(tenant, settings, kept[uid])
        return found

    def schedule_of(self, standing: TenantTasks, task: TaskName) -> Recurrence | None:
        """Return a task's schedule; None where it has none, or one that cannot be read."""
        wanted = standing.settings.schedules.get(task)
        return None if wanted is None else self._read(standing.tenant.tenant_uid, task, wanted)

    def _settings(self, tenant: Tenant) -> TaskSettings | None:
        uid = tenant.tenant_uid
        if not tenant.active or self._pauses(uid):
            return None
        try:
            settings = self._settings_of(tenant)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other tenants have nothing to do with it
            self._tell(uid, "", f"{type(error).__name__}: {error}")
            return None
        self._told.pop((uid, ""), None)
        return settings

    def _read(self, uid: str, task: TaskName, wanted: TaskSchedule | Interval) -> Recurrence | None:
        try:
            schedule = wanted.recurrence()
        except ValueError as error:
            self._tell(uid, task.value, str(error))
            return None
        self._told.pop((uid, task.value), None)
        return schedule

    def _tell(self, uid: str, task: str, what: str) -> None:
        if self._told.get((uid, task)) != what:
            self._told[uid, task] = what
            told = {"task": task} if task else {}
            self._log.error("settings of tasks cannot be used", tenant=uid, error=cleaned(what), **told)
