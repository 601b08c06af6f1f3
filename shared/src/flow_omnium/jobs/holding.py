"""Why a job is held: the word that its entry keeps in `heldBy`, and by which its jobs are found when the reason is gone."""

from collections.abc import Collection, Iterable
from typing import Protocol

from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage

SLOT = "slot"
"""The tenant already runs as many jobs as it may in the process that met this one; whoever frees a slot takes the oldest."""

RECORD = "record"
"""Another job of the same lock key runs; its runner takes this one next."""

UNREADABLE = "unreadable"
"""This version cannot read the entry: one that can takes it up again."""

ALONE = "alone"
"""Its worker died too often beside others: a worker takes it when nothing else runs there."""

POISON = "poison"
"""Its worker died too often while it ran alone: it is set aside until an operator tries it again, or cancels it."""

TAKEN_BY_WORKERS = frozenset({SLOT, RECORD, ALONE})
"""What ends by itself within this moment's work; a worker takes the job then."""

PAUSES = ("tenant", "kind", "store")
"""What an operator can pause; the reason is one of these, a colon, and a name."""

INACTIVE = "inactive"
OUTAGE = "outage"
"""What these two reasons begin with, before a colon and a name."""


def kind_of_hold(held_by: str) -> str:
    """Sum up a reason, for metrics: slot, record, alone, poison, unreadable, inactive, outage, or paused."""
    if held_by in (SLOT, RECORD, ALONE, POISON, UNREADABLE):
        return held_by
    kind = held_by.partition(":")[0]
    return kind if kind in (INACTIVE, OUTAGE) else "paused"


def inactive(tenant_uid: str) -> str:
    """Return the reason: the tenant is not activated."""
    return f"{INACTIVE}:{tenant_uid}"


def outage_of(tenant_uid: str, system: str) -> str:
    """Return the reason: the system does not answer for the tenant (see `circuits`)."""
    return f"{OUTAGE}:{tenant_uid}/{system}"


def system_awaited(held_by: str) -> str | None:
    """Return the system whose answers a held job waits for; None where something else holds it."""
    kind, _, name = held_by.partition(":")
    return name.rpartition("/")[2] if kind == OUTAGE else None


def pause_of_tenant(tenant_uid: str) -> str:
    """Return the reason: an operator has paused the tenant."""
    return f"tenant:{tenant_uid}"


def pause_of_kind(kind: str) -> str:
    """Return the reason: an operator has paused a kind of job, for every tenant."""
    return f"kind:{kind}"


def pause_of_store(tenant_uid: str, store_uid: str) -> str:
    """Return the reason: an operator has paused one store of a tenant."""
    return f"store:{tenant_uid}/{store_uid}"


def store_of(job: JobMessage) -> str | None:
    """Return the uid of the store that the job's event names, None when it names none.

    Omnium's is where the order was placed, which need not be the store that hands it over: only a run knows that one.
    """
    named = job.event.get("storeId") or job.event.get("storeUid")
    return sanitize_uid(str(named)) if named else None


def pause_at_the_door(job: JobMessage, pauses: Collection[str]) -> str | None:
    """Return the pause that holds the job before it has run, the widest first; None when it may run.

    Of stores only the one that an event of Flow names counts: there the record really is. Jobs of Omnium's events run
    until they know their stores (see `pause_over`); one that was held by a store which it does not concern would wait for
    ever.
    """
    named = job.event.get("storeUid")
    return pause_over(job, pauses, [sanitize_uid(str(named))] if named else [])


class Pausable(Protocol):
    """What a pause asks of a job, whether it is told by a message or by its entry."""

    @property
    def tenant_uid(self) -> str:
        """Whose it is."""
        ...

    @property
    def kind(self) -> JobKind:
        """Its kind."""
        ...


def pause_over(job: Pausable, pauses: Collection[str], store_uids: Iterable[str]) -> str | None:
    """Return the pause that holds a job which would write to these stores, the widest first; None when it may write."""
    candidates = [pause_of_tenant(job.tenant_uid), pause_of_kind(job.kind.value)]
    candidates += [pause_of_store(job.tenant_uid, store_uid) for store_uid in store_uids]
    return next((pause for pause in candidates if pause in pauses), None)


def store_paused(held_by: str) -> str | None:
    """Return the store whose pause holds a job; None where something else holds it."""
    kind, _, name = held_by.partition(":")
    return name.partition("/")[2] if kind == "store" else None
