"""Following jobs until each has ended, has failed, or stands still until somebody does something."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.terminal import report
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import ALONE, RECORD, SLOT
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.making import Made
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Database

LOOK_SECONDS: Final = 0.5

_PATIENCE_LOOKS: Final = 60
"""After so many looks at a job that nobody has begun, somebody should see whether its worker works at all."""

_COMES_BY_ITSELF: Final = frozenset({None, SLOT, RECORD, ALONE})
_WELL: Final = frozenset({JobState.DONE, JobState.IGNORED})


@dataclass(frozen=True)
class Ended:
    """A job that goes no further by itself for now; without an entry the ledger has let it go."""

    job_id: str
    entry: JobEntry | UnreadableEntry | None

    @property
    def is_well(self) -> bool:
        """Whether it has done what it was to do."""
        return isinstance(self.entry, JobEntry) and self.entry.state in _WELL


async def followed(database: Database, made: Sequence[Made]) -> Sequence[Ended]:
    """Wait for jobs, one after the other."""
    log = JobLog(database)
    return [await _followed(log, one) for one in made]


async def _followed(log: JobLog, made: Made) -> Ended:
    looks, told = 0, ""
    while True:
        entry = await log.look_up(made.job_id)
        if not isinstance(entry, JobEntry) or _stands(entry, made):
            return Ended(made.job_id, entry)
        told = _tell_of_deferral(entry, told)
        looks += 1
        if looks == _PATIENCE_LOOKS and entry.state is JobState.QUEUED:
            report([f"job {made.job_id} has not begun: does the worker of {entry.queue} run?"])
        await asyncio.sleep(LOOK_SECONDS)


def _stands(entry: JobEntry, made: Made) -> bool:
    """Tell whether nothing more is to be waited for; what was only deferred comes back within seconds or minutes."""
    has_failed = entry.failures > made.failures_before
    return entry.state in FINAL or has_failed or entry.held_by not in _COMES_BY_ITSELF


def _tell_of_deferral(entry: JobEntry, told: str) -> str:
    """Say once why a job waits although it has not failed: only a deferral leaves a reason."""
    reason = entry.reason or ""
    if entry.state is JobState.WAITING and reason not in ("", told):
        report([f"job {entry.job_id} is deferred: {reason}"])
        return reason
    return told
