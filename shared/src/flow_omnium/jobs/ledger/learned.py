"""What a run leaves in its job's entry whatever it led to: its attempt, numbers, stores, versions, deaths, and the cause."""

from typing import Final

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.attention import open_flags
from flow_omnium.jobs.entry import Attempt, JobEntry, Settled
from flow_omnium.jobs.holding import store_paused
from flow_omnium.jobs.ledger.contract import MAX_ATTEMPTS_KEPT
from flow_omnium.jobs.numbers import joined_numbers
from flow_omnium.jobs.poison import Deaths
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Document

ENDED_WELL: Final = frozenset({JobState.DONE, JobState.IGNORED, JobState.SUPERSEDED})
"""States after which a job fails for nothing any more; a cancelled one still shows what it failed for."""


def learned(entry: JobEntry, result: AttemptResult) -> Document:
    """What a run leaves for later, whatever it led to."""
    span: Document = {} if result.span is None else {"lastSpan": result.span}
    seen = {"seen": list(result.seen)} if result.seen else {}
    deaths = {} if result.deaths is None else deaths_of(result.deaths)
    return span | seen | deaths | {"numbers": list(numbers_after(entry, result))} | _stores(result)


def numbers_after(entry: JobEntry, result: AttemptResult) -> tuple[str, ...]:
    """Return what people call the record, after a run: its key is one of them, so that it is found in any case."""
    return joined_numbers(entry.numbers, (*result.numbers, entry.key))


def stores_after(result: AttemptResult) -> tuple[str, ...]:
    """Return the stores that a run has found, first the one whose pause holds the job."""
    paused = store_paused(result.held_by or "")
    return tuple(sorted(result.stores, key=lambda store: store != paused))


def _stores(result: AttemptResult) -> Document:
    if not result.stores:
        return {}
    first, *others = stores_after(result)
    return {"storeUid": first} | ({"otherStores": others} if others else {})


def cause_after(entry: JobEntry, result: AttemptResult) -> Document:
    """What the job fails for, after a run of it: the newer one goes on failing for it until it has run."""
    cause = (result.attempt and result.attempt.cause) or entry.cause
    return {} if cause is None else {"cause": cause.model_dump(by_alias=True)}


def with_attempt(update: Document, attempt: Attempt | None, settled: Settled | None = None) -> Document:
    """Add one more attempt to an update: it is kept, counted, and its error is the latest. What is settled is not flagged."""
    if attempt is None:
        return update
    kept = {"$each": [attempt.model_dump(by_alias=True)], "$slice": -MAX_ATTEMPTS_KEPT}
    latest: Document = {"attention": list(open_flags(attempt.flags, settled))}
    if attempt.error_class is not None:
        latest |= {"lastErrorClass": attempt.error_class, "lastErrorSystem": attempt.system}
        latest |= _cause_unless_left(update, attempt)
    return update | {
        "$push": {"attempts": kept},
        "$inc": update.get("$inc", {}) | {"attemptCount": 1},
        "$set": update["$set"] | latest,
    }


def _cause_unless_left(update: Document, attempt: Attempt) -> Document:
    """What the job fails for; nothing where the update removes it, since it ends and a newer one goes on."""
    cause = attempt.cause
    if cause is None or "cause" in update.get("$unset", {}):
        return {}
    return {"cause": cause.model_dump(by_alias=True)}


def deaths_of(deaths: Deaths) -> Document:
    """Write down how often a worker has died."""
    return {"deaths": deaths.beside_others, "deathsAlone": deaths.alone}
