"""Which jobs are made of what both systems have under a name: those of one record, or none at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from admin_console.failures import NothingDone
from admin_console.sync.choice import Direction
from admin_console.sync.request import Request
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob, RecordType

_AWAY: Final[Mapping[Direction, JobKind]] = MappingProxyType(
    {Direction.IN: JobKind.OUTBOUND_ORDER, Direction.OUT: JobKind.INBOUND_ORDER}
)
"""What is left out where only one direction is asked for."""


class Ambiguous(NothingDone):
    """The name is that of several records: which one is meant, only a person can say."""

    has_answered = True
    """A program gets the candidates as its answer (`document`)."""

    def __init__(self, request: Request, records: Sequence[FoundRecord]) -> None:
        super().__init__(f"{request} may be {len(records)} records; nothing was made")
        self.records = records
        self.lines = (f"{self}:", *(f"- {_line(one)}" for one in records), _advice(request))


def decided(request: Request, records: Sequence[FoundRecord], asks: str) -> Sequence[RecordJob]:
    """Return the jobs of the one record that is meant. Raises Ambiguous, and NothingDone where there is none to make."""
    if not records:
        message = f"neither Omnium nor Flow has {request}: compared were {asks}; nothing was made"
        raise NothingDone(message)
    going = _distinct([_going(one, request.direction) for one in records])
    # Who says which way it goes does not mean a record that cannot go there.
    meant = going if request.direction is None else [one for one in going if one.jobs]
    if len(meant) > 1:
        raise Ambiguous(request, meant)
    jobs = meant[0].jobs if meant else ()
    if not jobs:
        message = f"{request} cannot be brought to the other side: {'; '.join(one.told for one in going)}"
        raise NothingDone(message)
    return jobs


def document(request: Request, ambiguous: Ambiguous) -> dict[str, Any]:
    """Describe what the name may mean, for programs."""
    candidates = [
        {"told": one.told, "jobs": [{"kind": job.kind.value, "key": job.key} for job in one.jobs]}
        for one in ambiguous.records
    ]
    return {
        "tenantUid": request.tenant_uid,
        "record": request.record.value,
        "name": request.name,
        "jobs": [],
        "candidates": candidates,
    }


def _going(record: FoundRecord, direction: Direction | None) -> FoundRecord:
    if direction is None:
        return record
    return replace(record, jobs=tuple(job for job in record.jobs if job.kind is not _AWAY[direction]))


def _distinct(records: Sequence[FoundRecord]) -> Sequence[FoundRecord]:
    """Two that lead to the same jobs are one, whatever they were found by."""
    return list({_keys(one) or one.told: one for one in reversed(records)}.values())[::-1]


def _keys(record: FoundRecord) -> frozenset[tuple[JobKind, str]]:
    return frozenset((job.kind, job.key) for job in record.jobs)


def _line(record: FoundRecord) -> str:
    jobs = ", ".join(f"{job.kind.value} {job.key}" for job in record.jobs) or "no job"
    return f"{record.told}: {jobs}"


def _advice(request: Request) -> str:
    way = "; --direction in or out may tell them apart too" if request.record is RecordType.ORDER else ""
    return f"name one by its id, with --exact where that is another's number as well{way}"
