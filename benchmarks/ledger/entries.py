"""Entries as the ledger stores them, made up: the same ones from the same seed."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from benchmarks.ledger import spread
from benchmarks.ledger.spread import Failure
from flow_omnium.jobs.attempt_result import ATTENTION_AFTER
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.holding import SLOT, pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.learned import with_attempt
from flow_omnium.jobs.message import JobMessage

Document = dict[str, Any]
_T = TypeVar("_T")

_FIRST_NUMBER: Final = 100_000
_FAILURE_WEIGHTS: Final = [failure.weight for failure in spread.FAILURES]
_MOST_FAILURES: Final = 30
_LATELY: Final = 0.9
_FLAG: Final = "paid in Omnium: 1499.00, in Flow: 1490.00"


def entries(numbers: range, now: datetime) -> Iterator[Document]:
    """Make the entries of these serial numbers, spread over the time before `now` (UTC)."""
    chance = random.Random(numbers.start)  # noqa: S311 - a spread, no secret
    return (entry_of(number, now, chance) for number in numbers)


def entry_of(number: int, now: datetime, chance: random.Random) -> Document:
    """Make one: what its event told, and then what became of it."""
    kind, tenant = drawn(spread.KINDS, chance), tenant_of(chance)
    is_pending = chance.random() < spread.PENDING_SHARE
    age = spread.PENDING_AGE if is_pending and chance.random() < _LATELY else spread.AGE
    accepted = now - age * chance.random()
    document = new_document(_message(number, kind, tenant, accepted, chance))
    document["numbers"] = numbers_of(number)
    if is_pending:
        return _pending(document, kind, now, chance)
    return _ended(document, accepted, chance)


def numbers_of(number: int) -> list[str]:
    """What people call the record: its number in Omnium, in Flow, and its key."""
    return [str(_FIRST_NUMBER + number), str(number), key_of(number)]


def key_of(number: int) -> str:
    """The id of the record in Omnium."""
    return f"om-{number:012x}"


def tenant_of(chance: random.Random) -> str:
    """A few tenants have most of the jobs."""
    return spread.TENANTS[int(len(spread.TENANTS) * chance.random() ** 2)]


def drawn(weighted: Mapping[_T, int], chance: random.Random) -> _T:
    """Draw one by its weight."""
    (one,) = chance.choices(list(weighted), list(weighted.values()))
    return one


def _message(
    number: int, kind: JobKind, tenant: str, accepted: datetime, chance: random.Random
) -> JobMessage:
    key = key_of(number)
    store = chance.choice(spread.STORES)
    event = {"className": "Order", "category": "Updated", "objectId": key, "storeId": store}
    return JobMessage.model_construct(
        job_id=f"{chance.getrandbits(128):032x}",
        ticket=1,
        tenant_uid=tenant,
        kind=kind,
        queue=QUEUE_BY_KIND[kind],
        key=key,
        event=event,
        accepted_at=accepted,
        trace=None,
    )


def _ended(document: Document, accepted: datetime, chance: random.Random) -> Document:
    took = timedelta(seconds=chance.expovariate(1 / 3))
    del document["pending"]
    if chance.random() < spread.FAILED_FIRST_SHARE:
        failed = attempt_of(_failure(chance), 1, accepted)
        document = _after(document, failed)
        document.pop("cause", None)
    flags = (_FLAG,) if chance.random() < spread.FLAGGED_SHARE else ()
    went_well = Attempt(
        number=len(document["attempts"]) + 1,
        started_at=accepted,
        duration_seconds=0.4,
        outcome="done",
        changes=("handed over", "status ReadyForPickup"),
        flags=flags,
    )
    ended = {"state": drawn(spread.ENDED, chance), "finishedAt": accepted + took, "reason": None}
    return _after(document, went_well) | ended | {"startedAt": accepted, "runs": 1}


def _pending(document: Document, kind: JobKind, now: datetime, chance: random.Random) -> Document:
    state = drawn(spread.PENDING, chance)
    if state == "waiting":
        return _waiting(document, now, chance)
    if state == "held":
        return document | {"state": state, "heldBy": _hold(document, kind, chance), "heldAt": now}
    return document


def _waiting(document: Document, now: datetime, chance: random.Random) -> Document:
    failures = 1 + int(_MOST_FAILURES * chance.random() ** 3)
    document = _after(
        document, attempt_of(_failure(chance), failures, now, is_flagged=failures >= ATTENTION_AFTER)
    )
    due = now + timedelta(minutes=120 * chance.random())
    told = {"state": "waiting", "dueAt": due, "nextAttemptAt": due}
    return document | told | {"failures": failures, "attemptCount": failures, "runs": failures}


def _hold(document: Document, kind: JobKind, chance: random.Random) -> str:
    if chance.random() < 0.5:  # noqa: PLR2004 - half of what is held waits for its turn
        return SLOT
    tenant = document["tenantUid"]
    holds = {
        "store": pause_of_store(tenant, document["storeUid"]),
        "kind": pause_of_kind(kind.value),
        "tenant": pause_of_tenant(tenant),
    }
    return holds[drawn(spread.HOLDS, chance)]


def _failure(chance: random.Random) -> Failure:
    (one,) = chance.choices(spread.FAILURES, _FAILURE_WEIGHTS)
    return one


def attempt_of(failure: Failure, number: int, at: datetime, *, is_flagged: bool = False) -> Attempt:
    """A run that ended by a failure."""
    call = f"{failure.system} {failure.call} " if failure.call else ""
    flags = (f"it has failed {ATTENTION_AFTER} times or more",) if is_flagged else ()
    return Attempt(
        number=number,
        started_at=at,
        duration_seconds=1.2,
        outcome="failed",
        error_class=failure.error,
        message=f"{call}{failure.message}",
        http_status=failure.status,
        system=failure.system,
        call=failure.call,
        flags=flags,
    )


def _after(document: Document, attempt: Attempt) -> Document:
    """What the ledger's own update for one more attempt makes of a document."""
    update = with_attempt({"$set": {}}, attempt)
    pushed = update["$push"]["attempts"]["$each"]
    counted = {"attemptCount": document["attemptCount"] + 1}
    kept = {"attempts": [*document["attempts"], *pushed]}
    return {**document, **update["$set"], **kept, **counted}
