"""Trying jobs now and cancelling them: one by its id, many by a filter, or those of an earlier act."""

from dataclasses import dataclass, field, replace

from admin_console.acts.bulk import Bulk, Manner, carry_out
from admin_console.acts.members import jobs_to_repair
from admin_console.acts.repairs import CANCEL, RETRY, Repair
from admin_console.acts.single import repair_one
from admin_console.audit.keeping import an_act, timed
from admin_console.database import with_database
from admin_console.failures import WrongUse
from admin_console.jobs.choosing import job_filter, known_choice
from admin_console.jobs.filter import JobChoice, pending_only
from admin_console.terminal import say, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.choosing import Choosing, Chosen
from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class Which:
    """The jobs that are meant: one by its id, those of an earlier act, by a filter, or every pending one.

    `manner` is how many of them are dealt with.
    """

    choice: JobChoice
    everything: bool = False
    job_id: str | None = None
    act_id: int | None = None
    manner: Manner = field(default_factory=Manner)

    def checked(self) -> "Which":
        """Narrow a filter to pending jobs. Raises WrongUse unless it is an id, an act, a filter, or all of them."""
        is_filter = self.choice != JobChoice() or self.everything
        if (self.job_id is not None) + (self.act_id is not None) + is_filter > 1:
            raise WrongUse("give the ID of one job, or --act, or a filter, not several of them")
        if self.job_id is None and self.act_id is None and not (self.everything or self.choice.restricts):
            raise WrongUse("this would be every pending job: narrow it by a filter, or say --all")
        if self.job_id is not None and (self.manner.yes or self.manner.first):
            raise WrongUse("--yes and --first are for many jobs, and an ID names one")
        return replace(self, choice=pending_only(self.choice))


def retry(which: Which, *, by: str | None) -> None:
    """Try one job now, or all pending ones that were chosen. Raises WrongUse, NothingDone."""
    _carry_out(RETRY, which.checked(), an_act("retry", by))


def cancel(which: Which, *, reason: str, by: str | None) -> None:
    """End one pending job, or all that were chosen. Raises WrongUse, NothingDone."""
    if not reason.strip():
        raise WrongUse("--reason: say why")
    _carry_out(CANCEL, which.checked(), an_act("cancel", by, reason))


def _carry_out(repair: Repair, which: Which, act: AuditEntry) -> None:
    with_database(lambda database: _in_ledger(database, repair, which, act))


async def _in_ledger(database: Database, repair: Repair, which: Which, act: AuditEntry) -> None:
    act, manner = await timed(database, act), which.manner
    if which.job_id is not None:
        await repair_one(database, repair, act, which.job_id, manner)
        return
    if which.act_id is not None:
        repair, ids = await jobs_to_repair(database, which.act_id)
        bulk = Bulk(repair, act, f"act {which.act_id}", manner)
        chosen = await Choosing(database).by_ids(ids)
    else:
        bulk = Bulk(repair, act, str(which.choice), manner, which.choice.tenant)
        chosen = await _by_filter(database, repair, which.choice, act)
    if chosen.count:
        await carry_out(database, bulk, chosen)
    else:
        _tell_of_none(bulk, "of that act is left" if which.act_id is not None else "matches")


async def _by_filter(database: Database, repair: Repair, choice: JobChoice, act: AuditEntry) -> Chosen:
    # A name that was mistyped must not pass for "there is nothing to do".
    choice = await known_choice(database, choice)
    return await Choosing(database).by_filter(replace(job_filter(choice, act.at), free=repair.is_retry))


def _tell_of_none(bulk: Bulk, what: str) -> None:
    if bulk.manner.as_json:
        show_json({"actId": None, "act": bulk.act.act, "target": bulk.target, "chosen": 0, "changed": 0})
        return
    pending = "" if bulk.repair.done == "brought back" else "pending "
    free = " that is not held by a pause" if bulk.repair.is_retry and pending else ""
    say(f"no {pending}job {what}{free}")
