"""Asking for a run of a task, and following it until it has ended. Who asked is kept in the audit log."""

import asyncio
from dataclasses import dataclass
from typing import Final

import typer

from admin_console.audit.keeping import an_act, kept
from admin_console.database import present, with_database
from admin_console.failures import EXIT_FAILED, NothingDone
from admin_console.tasks import output
from admin_console.tasks.order import RunChoice
from admin_console.tasks.tenant import require_runnable
from admin_console.terminal import report, say, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.kind import POLLS, TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.record import RunEntry, RunResult, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts

_LOOK_SECONDS: Final = 1.0
_LOOKED_AT: Final = 20
"""So many of the latest runs are looked at: others may have ended since ours."""
_PATIENCE_LOOKS: Final = 30
"""After so many looks without a run somebody should see whether its service works at all."""


@dataclass(frozen=True)
class Order:
    """What was typed."""

    task: TaskName
    tenant_uid: str
    choice: RunChoice

    def __str__(self) -> str:
        return f"{self.tenant_uid}/{self.task.value} {self.choice}".strip()


def run_task(order: Order, *, wait: bool, as_json: bool, by: str | None) -> None:
    """Ask for a run; with `wait` follow it. Raises UnknownTenant, NothingDone; typer.Exit(1) where it did not go well."""
    entry = with_database(lambda database: _run(database, order, an_act("run task", by), wait=wait))
    if entry is None:
        _tell_asked(order, as_json=as_json)
        return
    if as_json:
        show_json(output.document(entry))
    else:
        for line in output.lines_of(entry):
            say(line)
    if entry.result is not RunResult.DONE:
        raise typer.Exit(EXIT_FAILED)


def _tell_asked(order: Order, *, as_json: bool) -> None:
    if as_json:
        show_json({"tenantUid": order.tenant_uid, "task": order.task.value, "asked": True})
    else:
        say(f"{order.task.value} is asked for: `flow-omnium tasks history --tenant {order.tenant_uid}`")


async def _run(database: Database, order: Order, act: AuditEntry, *, wait: bool) -> RunEntry | None:
    asked = await ask_for_run(database, order, act)
    return await _followed(MongoTaskStore(database), order, asked) if wait else None


async def ask_for_run(database: Database, order: Order, act: AuditEntry) -> RunRequest:
    """Ask for a run; it is kept as an act. Raises UnknownTenant, NothingDone."""
    _require_sense(order)
    await require_runnable(database, order.tenant_uid, order.task)
    store = MongoTaskStore(database)
    asked = RunRequest(
        act.by,
        await present(database),
        is_full=order.choice.full,
        is_dry=order.choice.dry_run,
        skus=order.choice.skus,
        is_confirmed=order.choice.confirm,
    )
    async with kept(database, act, str(order), tenant=order.tenant_uid) as tally:
        stands = await store.request(order.tenant_uid, order.task, asked)
        tally.count += 1
    if order.choice.dry_run and not stands.is_dry:
        message = f"{stands.by} has asked for a run that writes: ask for a dry one once that has ended"
        raise NothingDone(message)
    return asked


def _require_sense(order: Order) -> None:
    if order.choice.skus and order.task in POLLS:
        message = f"{order.task.value} looks at no products: leave out --sku"
        raise NothingDone(message)


async def _followed(store: TaskStore, order: Order, asked: RunRequest) -> RunEntry:
    """Look again and again until a run that was begun after we asked has ended, and nothing waits any more."""
    shown, looks = Counts(), 0
    while True:
        ended = await _ended(store, order, asked)
        if ended is not None:
            return ended
        record = await store.read(order.tenant_uid, order.task)
        shown = _show_progress(record, shown)
        looks += 1
        if looks == _PATIENCE_LOOKS and (record is None or record.state is TaskState.IDLE):
            report(["the run has not begun: does its service run, and is the tenant paused?"])
        await asyncio.sleep(_LOOK_SECONDS)


async def _ended(store: TaskStore, order: Order, asked: RunRequest) -> RunEntry | None:
    entries = await store.history(order.tenant_uid, order.task, _LOOKED_AT)
    since = (one for one in reversed(entries) if one.request is not None and one.started_at >= asked.at)
    return next(since, None)


def _show_progress(record: TaskRecord | None, shown: Counts) -> Counts:
    if record is None or record.state is not TaskState.RUNNING or record.counts == shown:
        return shown
    report([f"running: {output.counted(record.counts)}"])
    return record.counts
