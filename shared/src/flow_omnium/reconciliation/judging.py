"""What a plan, or what kept one from being made, says of a record: whether both sides agree. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.outcomes import Deferral, Deferred, Ignored
from flow_omnium.reconciliation.result import Result
from flow_omnium.runtime.redaction import cleaned, without_random_words
from flow_omnium.tasks.ending import error_name

MOST_WRITES: Final = 20
"""So many differences of a record are told in its row."""

MOST_TEXT: Final = 500
"""Characters of one of them, and of an error."""


@dataclass(frozen=True)
class Judgement:
    """How one record stands; `told` are the writes that would mend it, without personal values.

    `leaves_nothing`: both sides were compared to the end, and there is nothing to write, to note or to look at. It is
    not kept in the row.
    """

    result: Result
    told: tuple[str, ...] = ()
    error_class: str | None = None
    error: str | None = None
    leaves_nothing: bool = False


@dataclass(frozen=True)
class Meaning:
    """What the writes of a service mean: `makes` tells of one that it makes the record, `notes` that it only notes something for ourselves."""

    makes: Callable[[Write], bool]
    notes: Callable[[Write], bool]


def judged(kind: JobKind, plan: Plan, meaning: Meaning, noted: Sequence[str] = ()) -> Judgement:
    """Say what a plan means: without writes both sides agree. `noted` is what was flagged while it was made."""
    writes = [write for write in plan.writes if not meaning.notes(write)]
    if not writes:
        leaves_nothing = not (plan.writes or plan.flags or noted)
        agree = Judgement(Result.AGREE, leaves_nothing=leaves_nothing)
        return agree if plan.failure is None else not_comparable(plan.failure)
    told = tuple(kept(str(write.describe())) for write in writes[:MOST_WRITES])
    if len(writes) > MOST_WRITES:
        told = (*told, f"and {len(writes) - MOST_WRITES} more")
    failure = plan.failure
    return Judgement(
        _missing(kind) if any(map(meaning.makes, writes)) else Result.DIFFER,
        told,
        None if failure is None else type(failure).__name__,
        None if failure is None else kept(str(failure)),
    )


def judged_by(outcome: Exception) -> Judgement:
    """Say what it means that there is no plan: nothing to do, a record that still moves, or one that cannot be compared."""
    if isinstance(outcome, Ignored):
        return Judgement(Result.AGREE, leaves_nothing=outcome.has_compared)
    if isinstance(outcome, Deferred):
        return Judgement(Result.PENDING, error=kept(outcome.reason))
    return not_comparable(outcome)


def not_comparable(failure: Exception) -> Judgement:
    """Say that a record cannot be compared, and why."""
    text = kept(str(failure) or "no more is known")
    return Judgement(Result.NOT_COMPARABLE, (), error_name(failure), text)


def stops(outcome: Exception) -> bool:
    """Tell whether an outcome is about more than its record: the system has had enough for now."""
    return isinstance(outcome, Deferred) and outcome.cause is Deferral.RATE_LIMITED


def kept(text: str) -> str:
    """Return a text as it may be kept."""
    return cleaned(without_random_words(text))[:MOST_TEXT]


def _missing(kind: JobKind) -> Result:
    return Result.MISSING_IN_FLOW if kind is JobKind.INBOUND_ORDER else Result.MISSING_IN_OMNIUM
