"""Trying jobs now and cancelling them: one by its id, or many by a filter."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from admin_console.audit.keeping import an_act, kept, timed
from admin_console.database import with_database
from admin_console.failures import NothingDone, UnknownJob, WrongUse
from admin_console.jobs.choosing import job_filter
from admin_console.jobs.filter import JobChoice, pending_only
from admin_console.jobs.output import summary_table
from admin_console.terminal import say, show
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.operator.repair import (
    OperatorLedger,
    Outcome,
    Refusal,
    paced,
    refusal_to_cancel,
    refusal_to_cancel_unread,
    refusal_to_do_again,
    refusal_to_retry,
    why_unreadable,
)
from flow_omnium.jobs.state import FINAL
from flow_omnium.runtime.database import Database

_LISTED = 50

Do = Callable[[OperatorLedger, str, AuditEntry], Awaitable[Outcome]]


@dataclass(frozen=True)
class Repair:
    """A kind of repair: its name, what it does to one job and to each of many, and which jobs it refuses.

    `is_retry`: it does finished jobs again, and has no use for jobs that a pause would hold again.
    """

    done: str
    to_one: Do
    to_each: Do
    refusal: Refusal
    is_retry: bool


@dataclass(frozen=True)
class Which:
    """Many jobs: by a filter, or every pending one where no filter is given."""

    choice: JobChoice
    everything: bool = False


@dataclass(frozen=True)
class Order:
    """What the operator asked for: one job or many, at what rate, and whether it is a rehearsal."""

    act: AuditEntry
    job_id: str | None
    many: JobChoice
    dry_run: bool
    per_second: float | None = None


RETRY = Repair("retried", OperatorLedger.retry, OperatorLedger.retry_pending, refusal_to_retry, is_retry=True)
CANCEL = Repair("cancelled", OperatorLedger.cancel, OperatorLedger.cancel, refusal_to_cancel, is_retry=False)


def retry(job_id: str | None, which: Which, *, per_second: float, dry_run: bool, by: str | None) -> None:
    """Try one job now, or all pending ones that were chosen. Raises WrongUse, NothingDone."""
    many = _many(job_id, which)
    _carry_out(RETRY, Order(an_act("retry", by), job_id, many, dry_run, per_second))


def cancel(job_id: str | None, which: Which, *, reason: str, dry_run: bool, by: str | None) -> None:
    """End one pending job, or all that were chosen. Raises WrongUse, NothingDone."""
    if not reason.strip():
        raise WrongUse("--reason: say why")
    many = _many(job_id, which)
    _carry_out(CANCEL, Order(an_act("cancel", by, reason), job_id, many, dry_run))


def _many(job_id: str | None, which: Which) -> JobChoice:
    """The pending jobs that a filter names. Raises WrongUse unless it is an id, a filter, or all of them."""
    if job_id is not None and which != Which(JobChoice()):
        raise WrongUse("give the ID of one job, or a filter, not both")
    if job_id is None and not which.choice.restricts and not which.everything:
        raise WrongUse("this would be every pending job: narrow it by a filter, or say --all")
    return pending_only(which.choice)


def _carry_out(repair: Repair, order: Order) -> None:
    with_database(lambda database: _in_ledger(database, repair, order))


async def _in_ledger(database: Database, repair: Repair, order: Order) -> None:
    order = replace(order, act=await timed(database, order.act))
    if order.job_id is not None:
        await _one(database, repair, order, order.job_id)
        return
    wanted = replace(job_filter(order.many, order.act.at), free=repair.is_retry)
    ids = await JobLog(database).ids(wanted)
    if not ids:
        say(f"no pending job matches{' that is not held by a pause' if repair.is_retry else ''}")
    elif order.dry_run:
        await _rehearse(database, repair, wanted, len(ids), order.act.at)
    else:
        await _each(database, repair, order, ids)


async def _one(database: Database, repair: Repair, order: Order, job_id: str) -> None:
    entry = await JobLog(database).look_up(job_id)
    if entry is None:
        raise UnknownJob(job_id)
    if order.dry_run:
        say(f"job {job_id} {_prospect(repair, entry, order.act.at)}; nothing was changed")
        return
    async with kept(database, order.act, f"job {job_id}") as tally:
        outcome = await repair.to_one(OperatorLedger(database), job_id, order.act)
        tally.count += outcome.done
    if not outcome.done:
        message = f"job {job_id} {outcome.what}"
        raise NothingDone(message)
    say(f"job {job_id} {outcome.what}")


def _prospect(repair: Repair, entry: JobEntry | UnreadableEntry, now: datetime) -> str:
    if isinstance(entry, UnreadableEntry):
        unread = why_unreadable(entry) if repair.is_retry else refusal_to_cancel_unread(entry, now)
        return f"would be {repair.done}" if unread is None else f"would be left alone: it {unread}"
    if repair.is_retry and entry.state in FINAL and refusal_to_do_again(entry) is None:
        return f"has ended as {entry.state.value} and would be done again, as a new job"
    refusal = repair.refusal(entry)
    return f"would be {repair.done}" if refusal is None else f"would be left alone: it {refusal}"


async def _rehearse(database: Database, repair: Repair, wanted: JobFilter, count: int, now: datetime) -> None:
    oldest = replace(wanted, limit=min(count, _LISTED))
    listed = await JobLog(database).listed(oldest, oldest_first=True)
    show(summary_table(listed, now))
    shown = "" if count <= _LISTED else f"; the oldest {_LISTED} are listed"
    say(f"{count} would be {repair.done}{shown}; nothing was changed")


async def _each(database: Database, repair: Repair, order: Order, ids: Sequence[str]) -> None:
    ledger = OperatorLedger(database)
    async with kept(database, order.act, str(order.many)) as tally:
        async for job_id in paced(ids, order.per_second):
            tally.count += (await repair.to_each(ledger, job_id, order.act)).done
    changed = "" if tally.count == len(ids) else f"; {len(ids) - tally.count} had changed meanwhile"
    say(f"{tally.count} of {len(ids)} jobs {repair.done}{changed}")
