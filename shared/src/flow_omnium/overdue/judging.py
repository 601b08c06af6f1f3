"""Which sighted records are not yet as they should be, and which are. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.seen import Known, KnownRecords
from flow_omnium.overdue.record import Awaited, AwaitedName
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.kind import TaskName

SHOP_WAITS: Final = timedelta(minutes=5)
"""A customer may stand at the counter for an order that the shop does not have."""

OMNIUM_WAITS: Final = timedelta(minutes=15)

SILENT_AFTER: Final = timedelta(hours=1)
MISSED_BEFORE: Final = 3
"""A sender is silent when for so long, and of so many changes at least, it has told of none."""

DEADLINES: Final[Mapping[JobKind, tuple[OverdueState, timedelta]]] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: (OverdueState.ORDER, SHOP_WAITS),
        JobKind.OUTBOUND_ORDER: (OverdueState.SALE, OMNIUM_WAITS),
        JobKind.ORDER_RECEIPT: (OverdueState.RECEIPT, OMNIUM_WAITS),
        JobKind.RECEIVEMENT: (OverdueState.RECEPTION, OMNIUM_WAITS),
    }
)
"""What it is called that no job has made a version of a record agree, and how long that may take."""

SENDERS: Final[Mapping[TaskName, tuple[JobKind, str]]] = MappingProxyType(
    {
        TaskName.POLL_OMNIUM_ORDERS: (JobKind.INBOUND_ORDER, "omnium"),
        TaskName.POLL_RECEIPTS: (JobKind.ORDER_RECEIPT, "flow"),
    }
)
"""Who sends events of all that these polls list. Of Flow's orders and receptions most changes have none (design section 7)."""

_UNKNOWN: Final = Known()


@dataclass(frozen=True)
class Judged:
    """What a batch of sightings tells; no record is in both."""

    unmet: Sequence[Awaited]
    met: Collection[AwaitedName]


def judged(task: TaskName, batch: Sequence[Sighting], known: KnownRecords, now: datetime) -> Judged:
    """Say of each record of a batch whether it is as it should be; of one that stands there twice the last one counts."""
    found: dict[AwaitedName, Awaited | None] = {}
    for one in batch:
        found |= dict(_of(task, one, known.get(one.kind, {}).get(one.key, _UNKNOWN), now))
    unmet = [awaited for awaited in found.values() if awaited is not None]
    return Judged(unmet, [name for name, awaited in found.items() if awaited is None])


def is_met(awaited: Awaited, known: Known) -> bool:
    """Tell whether a job has made it agree in the version that was sighted, or an operator has left it as it is."""
    is_left = known.is_left_since(awaited.since) and not known.is_pending
    return is_left or awaited.version in known.versions


def told_of(batch: Sequence[Sighting], known: KnownRecords) -> tuple[int, int]:
    """Count the records of which a sender's event had told, and those of which nothing has told.

    One that is sighted for two kinds of jobs, as a receipt may be, is one record.
    """
    told, missed = set[tuple[str, str]](), set[tuple[str, str]]()
    for one in batch:
        record = known.get(one.kind, {}).get(one.key, _UNKNOWN)
        if record.is_told or one.version in record.told:
            told.add((one.key, one.part))
        elif not record.is_pending and one.version not in record.versions:
            missed.add((one.key, one.part))
    return len(told), len(missed)


def silence(task: TaskName, missed: int, now: datetime) -> Awaited:
    """Say that a sender should tell something by a time: `missed` of its changes were found without it."""
    return Awaited(
        sender_of(task),
        task,
        "",
        now,
        now + SILENT_AFTER,
        sightings=missed,
        needs=MISSED_BEFORE,
        looked_at=now,
    )


def sender_of(task: TaskName) -> AwaitedName:
    """Name the silence of whoever sends the events of what a poll lists."""
    kind, sender = SENDERS[task]
    return AwaitedName(OverdueState.SENDER, kind, sender)


def _of(
    task: TaskName, one: Sighting, known: Known, now: datetime
) -> Iterator[tuple[AwaitedName, Awaited | None]]:
    if one.kind in DEADLINES:
        state, allowed = DEADLINES[one.kind]
        since = min(one.at or now, now)
        name = AwaitedName(state, one.kind, one.key, one.part)
        awaited = Awaited(name, task, one.version, since, since + allowed, looked_at=now)
        yield name, None if is_met(awaited, known) else awaited
    for each in one.expects:
        name = AwaitedName(each.state, one.kind, one.key, one.part)
        due = Awaited(name, task, one.version, now, each.by, each.is_told, looked_at=now)
        yield name, None if each.is_met else due
