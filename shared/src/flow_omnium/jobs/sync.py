"""Gather → plan → apply, as a job: what both sides hold becomes a list of writes, and these are carried out.

Every run makes its plan anew, from what both sides hold then. So a run that stopped after any of its writes is finished
by the next one, and a run that finds no difference writes nothing: that is what makes a job idempotent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from flow_omnium.jobs.handler import Handler, JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Conflict, Failed, Ignored, InvalidData, NotFound, Paused, Rejected
from flow_omnium.rest.models import ReadModel

AGREED = "both sides agree already"

MOST_TOLD: Final = 10
"""How many of several failures are named in one."""

_LOOKS_AFTER: Final = 2
"""How often both sides are compared again after writes. What changes later has an event of its own."""


@dataclass(frozen=True)
class FieldChange:
    """One field of a write, as people read it; `old` is None for a new value, `new` for a removed one.

    A personal value is shown in a dry run, and never kept in the ledger.
    """

    field: str
    old: str | None
    new: str | None
    is_personal: bool = False

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"

    @property
    def value(self) -> str:
        """Old and new in one text."""
        new = "(none)" if self.new is None else self.new
        return new if self.old is None else f"{self.old} → {new}"


@dataclass(frozen=True)
class Summary:
    """A write in the operator's words."""

    what: str
    fields: tuple[FieldChange, ...] = ()

    def __str__(self) -> str:
        details = ", ".join(field.field if field.is_personal else str(field) for field in self.fields)
        return f"{self.what} ({details})" if details else self.what


class Write(Protocol):
    """A planned write: it holds everything it needs."""

    def describe(self) -> Summary:
        """Tell the write in the operator's words."""
        ...


@dataclass(frozen=True)
class Plan:
    """The writes in their order; `reason` says why there are none. `flags` are for a person to look at.

    - `failure` is raised after all writes are done: what cannot be written must not hold up what can.
    - `is_independent`: a write that is refused does not keep the later ones from being tried.
    - `is_compared_after`: once the writes are done, both sides are read and compared again.
    - `stores`: the stores of Flow that the writes concern, a pause of which holds the job; None: those of `Journal.in_store`
    - `told_afresh`: flags that are taken back before that; the second plan raises them again if they still hold.
    """

    writes: Sequence[Write] = ()
    reason: str | None = None
    flags: tuple[str, ...] = ()
    failure: Failed | None = None
    is_independent: bool = False
    is_compared_after: bool = False
    told_afresh: tuple[str, ...] = ()
    stores: tuple[str, ...] | None = None


def telling(plan: Plan, documents: Mapping[str, ReadModel | None]) -> Plan:
    """Return the plan with a flag for each field that could not be read in the documents it rests on, by their names."""
    unread = tuple(
        f"{name}: {field}" for name, document in documents.items() if document for field in document.unread
    )
    return replace(plan, flags=(*unread, *plan.flags)) if unread else plan


class SeveralFailures(Failed):
    """What was wrong with several writes, or several parts of one."""


def together(failures: Sequence[Failed]) -> Failed | None:
    """Make one failure of several, so that whoever repairs sees them all; None where there is none."""
    if len(failures) <= 1:
        return next(iter(failures), None)
    told = [str(failure) for failure in failures[:MOST_TOLD]]
    left = len(failures) - len(told)
    return SeveralFailures("; ".join([*told, *([f"and {left} more"] if left else [])]))


_REFUSALS: Final = (InvalidData, NotFound, Rejected, SeveralFailures)
"""Failures of one write alone. Any other (an outage, a wrong token) would meet the next write too."""


class Sync(Protocol):
    """One kind of job: how its plan is made, and how a write of it is carried out."""

    async def plan(self, job: JobContext) -> Plan:
        """Read both sides and compare them; writes nothing. Raises the outcomes of `flow_omnium.outcomes`."""
        ...

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """Carry out one write; return it where less of it was written. Raises the outcomes of `flow_omnium.outcomes`."""
        ...


Syncs = Mapping[JobKind, Sync]


class SyncHandler:
    """Runs a sync as a job."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync

    async def __call__(self, job: JobContext) -> None:
        """Make both sides agree. Raises Ignored when they do already, Paused where nothing may be written now."""
        try:
            await self._bring_about(job)
        except Conflict:
            # Somebody else was faster, or an earlier write of ours did arrive after all: compare again, once.
            await self._bring_about(job)

    async def _bring_about(self, job: JobContext) -> None:
        """Carry out a plan, and a further one where it asks for it. Raises the failures after everything else is done."""
        plan = await self._planned(job)
        _hold_if_paused(job, plan)
        refusals = [*await self._refused(job, plan)]
        for _look in range(_LOOKS_AFTER):
            if not (plan.writes and plan.is_compared_after):
                break
            job.journal.take_back(plan.told_afresh)
            plan = await self._planned(job)
            refusals += await self._refused(job, plan)
        failure = together(_once([*([plan.failure] if plan.failure else []), *refusals]))
        if failure is not None:
            raise failure
        if not job.journal.changes:
            raise Ignored(plan.reason or AGREED, has_compared=True)

    async def _planned(self, job: JobContext) -> Plan:
        plan = await self._sync.plan(job)
        for flag in plan.flags:
            job.journal.flag(flag)
        job.journal.in_store(*(plan.stores or ()))
        return plan

    async def _refused(self, job: JobContext, plan: Plan) -> Sequence[Failed]:
        """Carry out the writes; return the refusals of independent ones."""
        outcomes = [await self._refusal(job, write, plan) for write in plan.writes]
        return [refusal for refusal in outcomes if refusal is not None]

    async def _refusal(self, job: JobContext, write: Write, plan: Plan) -> Failed | None:
        """Carry out one write; return why it was refused, None when it was not."""
        try:
            written = await self._sync.apply(job, write) or write
        except _REFUSALS as refusal:
            if not plan.is_independent:
                raise
            job.journal.refused.append(write)
            return refusal
        job.journal.wrote(str(written.describe()))
        job.journal.writes.append(written)
        return None


def _hold_if_paused(job: JobContext, plan: Plan) -> None:
    """Raise Paused where a run that has written nothing yet is about to write to what an operator has paused."""
    # Asked again although the job was let through when it came: only now its stores are known, and time has passed. A run
    # that has begun to write goes on to its end: half an order is worse for a shop than a late pause.
    if not plan.writes or job.journal.changes:
        return
    held_by = job.paused_in(job.journal.stores if plan.stores is None else plan.stores)
    if held_by is not None:
        raise Paused(held_by)


def _once(failures: Iterable[Failed]) -> Sequence[Failed]:
    """List each failure once: a second plan may meet the same."""
    return [*{str(failure): failure for failure in failures}.values()]


def handlers_of(syncs: Syncs) -> Mapping[JobKind, Handler]:
    """Make the handler of each kind."""
    return {kind: SyncHandler(sync) for kind, sync in syncs.items()}
