"""Whether the scheduled tasks ran: those of the tenants, and the suite's own; and asking for a run."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admin_console.tasks.order import RunChoice
from admin_console.tasks.output import counted, last_of, next_of, state_of
from admin_console.tasks.running import Order, ask_for_run
from admin_console.web.answers import Answer, BadAsk, NotThere, SeeOther, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from admin_console.web.tasks.omnium import FRESH_SECONDS, OmniumSays, omnium_says
from admin_console.web.tasks.own import own_tasks
from admin_console.web.tasks.scheduled import is_scheduled
from admin_console.web.tenants.stored import repository, visible_uids
from flow_omnium.tasks.due import scheduled_at
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.record import TaskRecord, TaskState
from flow_omnium.tenants.tenant import Tenant

_COLUMNS: Final = ("tenant", "task", "state", "last start", "how it ended", "what it did", "next", "late, s")


@dataclass(frozen=True)
class TaskRow:
    """One task of a tenant, in words. `late` is for how long it should have begun."""

    record: TaskRecord
    state: str
    next: str
    last: str
    did: str
    late: timedelta | None


async def tasks(ask: Ask) -> Answer:
    """List the tasks, and the latest runs of one tenant."""
    uids, tenant = await visible_uids(ask), ask.text("tenant")
    if tenant is not None and tenant not in uids:
        heading = f"There is no tenant {tenant}"
        raise NotThere(heading, (), {"All tasks": "/tasks"})
    store, now = MongoTaskStore(ask.database), ask.now
    settings = {one.tenant_uid: one.tenant for one in await repository(ask).records(uids)}
    records = [one for one in await store.records(tenant) if one.tenant_uid in uids]
    active = [uid for uid, one in settings.items() if one is not None and one.active]
    rows = [row_of(one, now, settings[one.tenant_uid]) for one in records]
    if (form := ask.text("format")) is not None:
        return Taken("tasks", _COLUMNS, _cells(rows), form)
    values = {
        "rows": rows,
        "own": await own_tasks(ask.database, active, now)
        if ask.visitor.tenants is None and tenant is None
        else [],
        "runs": [] if tenant is None else await store.history(tenant, None, ask.choices.rows),
        "tenants": uids,
        "tenant": tenant,
        "names": list(TaskName),
        "counted": counted,
        "omnium": await _omnium(ask, None if tenant is None else settings.get(tenant)),
        "zone": await ask.zone(tenant),
    }
    return Shown("tasks/list.html", "Tasks", values)


async def _omnium(ask: Ask, tenant: Tenant | None) -> OmniumSays | None:
    """What Omnium tells of its own tasks; None where nobody has asked, or in whose name is not known."""
    if tenant is None or ask.text("omnium") is None:
        return None
    key = ("omnium's tasks", tenant.tenant_uid)
    return await ask.console.looks.get(
        key, FRESH_SECONDS, lambda: omnium_says(ask.console.settings, tenant, ask.now)
    )


def row_of(record: TaskRecord, now: datetime, tenant: Tenant | None) -> TaskRow:
    """Describe a task of a tenant."""
    due = scheduled_at(record)
    is_late = (
        is_scheduled(tenant, record.task) and record.state is TaskState.IDLE and due is not None and due < now
    )
    late = now - due if is_late and due is not None else None
    words = state_of(record, now), next_of(record, now), last_of(record, now)
    return TaskRow(record, *words, counted(record.counts), late)


async def _cells(rows: Sequence[TaskRow]) -> AsyncIterator[Sequence[str | int | None]]:
    for row in rows:
        one, late = row.record, None if row.late is None else round(row.late.total_seconds())
        begun = None if one.started_at is None else one.started_at.isoformat()
        yield (one.tenant_uid, one.task.value, row.state, begun, row.last, row.did, row.next, late)


async def run(ask: Ask) -> Answer:
    """Ask for a run now."""
    tenant, choice = ask.field("tenant") or "", _choice(ask)
    ask.require(Right.REPAIR if choice.dry_run else Right.HOLD, tenant)
    order = Order(_task(ask.field("task")), tenant, choice)
    await ask_for_run(ask.database, order, ask.act("run task"))
    return SeeOther(
        f"/tasks?tenant={tenant}", f"{order.task.value} is asked for: it begins as soon as a worker looks"
    )


def _choice(ask: Ask) -> RunChoice:
    kind = ask.field("kind") or "new"
    return RunChoice(full=kind == "full", dry_run=ask.field("dry") is not None)


def _task(text: str | None) -> TaskName:
    found = next((one for one in TaskName if one.value == text), None)
    if found is None:
        message = f"task: there is no task {text!r}"
        raise BadAsk(message)
    return found
