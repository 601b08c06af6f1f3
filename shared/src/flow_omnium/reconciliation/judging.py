"""What a plan, or what kept one from being made, says of a record: whether both sides agree. Pure."""

from collections.abc import Callable
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
    """How one record stands; `told` are the writes that would mend it, without personal values."""

    result: Result
    told: tuple[str, ...] = ()
    error_class: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Meaning:
    """What the writes of a service mean: `makes` tells of one that it makes the record, `notes` that it only notes something for ourselves."""

    makes: Callable[[Write], bool]
    notes: Callable[[Write], bool]


def judged(kind: JobKind, plan: Plan, meaning: Meaning) -> Judgement:
    """Say what a plan means: without writes both sides agree."""
    writes = [write for write in plan.writes if not meaning.notes(write)]
    if not writes:
        return Judgement(Result.AGREE) if plan.failure is None else not_comparable(plan.failure)
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
        return Judgement(Result.AGREE)
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
