"""Which of the runs that are due begin first, since a process runs only some at once. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heapreplace

from flow_omnium.tasks.due import Due, scheduled_at
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Candidate:
    """A run that may begin now."""

    record: TaskRecord
    due: Due
    tenant: Tenant
    settings: TaskSettings

    def waits_since(self, now: datetime) -> datetime:
        """Return since when it could have begun."""
        asked = self.due.request.at if self.due.request else None
        return min(asked or scheduled_at(self.record) or now, now)


def chosen(
    candidates: Iterable[Candidate], running: Iterable[str], room: int, now: datetime
) -> Sequence[Candidate]:
    """Return those that begin, at most `room`: of the tenants that run the fewest, the ones that have waited longest.

    `running` are the tenants' uids of what runs here already.
    """
    busy, begun, known = Counter(running), list[Candidate](), list(candidates)
    waiting = [_place(busy, each, number, now) for number, each in enumerate(known)]
    heapify(waiting)
    while waiting and len(begun) < room:
        runs, since, key, number = waiting[0]
        candidate = known[number]
        tenant_uid = candidate.tenant.tenant_uid
        if runs != busy[tenant_uid]:
            # Its tenant got a place meanwhile: it goes behind those that run fewer.
            heapreplace(waiting, (busy[tenant_uid], since, key, number))
            continue
        heappop(waiting)
        begun.append(candidate)
        busy[tenant_uid] += 1
    return begun


def _place(
    busy: Mapping[str, int], candidate: Candidate, number: int, now: datetime
) -> tuple[int, datetime, str, int]:
    """Return by what one comes before another, and the number by which it is found again."""
    return busy.get(candidate.tenant.tenant_uid, 0), candidate.waits_since(now), candidate.record.key, number
