"""Which of the runs that are due begin first, since a process runs only some at once. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    busy, waiting, begun = Counter(running), list(candidates), list[Candidate]()
    while waiting and len(begun) < room:
        best = min(
            waiting, key=lambda each: (busy[each.tenant.tenant_uid], each.waits_since(now), each.record.key)
        )
        waiting.remove(best)
        begun.append(best)
        busy[best.tenant.tenant_uid] += 1
    return begun
