"""The circuit of one tenant and system, as a pure state machine: it is told what runs heard, and says how many may run.

```
            5 runs in a row heard nothing, of 3 jobs
   closed ───────────────────────────────────────────▶ open ◀──────────────┐
     ▲                                                   │ its time is over │ nothing heard, width 1
     │                                                   ▼                  │
     └── as many answers as its full width ─────── half-open: width 1, 2, 4, 8, …
```

- *Open*: no job of the tenant runs. The time doubles with each probe that hears nothing.
- *Half-open*: as many jobs as its width may be let go at once. The first is the probe. As many answers as the width double
  it, a failure halves it. At full width the tenant's jobs run freely again.
- *Waking*: a closed circuit may have a width as well: then waiting jobs are let go beside the others, which run freely.
  That comes after a system's full recovery, and where it was never closed off since it had answered some calls, or
  too few jobs had met its silence.

A run that began before the circuit opened says nothing of it afterwards: its answers may be older.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.backoff import RETRY_TABLE
from flow_omnium.jobs.circuits.evidence import Evidence, Tone
from flow_omnium.runtime.circuit_breaker import State, open_time, state_at

SILENT_RUNS: Final = 5
"""Runs in a row that heard nothing, after which the circuit opens."""

SILENT_JOBS: Final = 3
"""Of so many jobs at least: one whose record the system cannot bear is no outage, however often it is tried."""

FAILING_JOBS: Final = 5
"""Jobs that fail in a row although the system answers other calls: a part of it is out, and its waiting jobs are woken once
one succeeds. They are not held back meanwhile, since each may get a little further."""

FULL_WIDTH: Final = 64
"""Jobs at once with which a recovery ends: as many as a tenant's share of several workers runs at all."""

FIRST_WIDTH: Final = 2
"""Jobs at once where an answer has already come: what follows a successful probe."""


@dataclass(frozen=True)
class Pace:
    """How long a circuit stays open, at first and at most, and what silence counts as an outage though few met it."""

    first: timedelta
    longest: timedelta
    lull: timedelta

    @classmethod
    def of(cls, retry_unit_seconds: float) -> "Pace":
        """Return the pace in units of the table: a quarter at first, at most its first delay."""
        unit = timedelta(seconds=retry_unit_seconds)
        return cls(first=unit / 4, longest=RETRY_TABLE[0] * unit, lull=RETRY_TABLE[0] * unit)


@dataclass(frozen=True)
class Circuit:
    """How a system answers for a tenant. Times are UTC.

    `silent` counts runs in a row that heard nothing, `jobs` are the first different ones that failed since the latest
    answer, the very first at `failing_since`. `since`: when it opened last, or began to wake jobs; until then, when the
    first of those failed. `opened` counts how often it was opened in a row. `answered` counts answers at the present `width`. `version` rises with each change.
    """

    tenant_uid: str
    system: str
    since: datetime
    failing_since: datetime
    silent: int = 0
    jobs: tuple[str, ...] = ()
    open_until: datetime | None = None
    opened: int = 0
    width: int = 0
    answered: int = 0
    version: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What it is the circuit of."""
        return self.tenant_uid, self.system

    def state(self, now: datetime) -> State:
        """Return whether jobs go through."""
        return state_at(self.open_until, now)

    @property
    def is_shut(self) -> bool:
        """Whether the tenant's jobs are held back but for those that are let go."""
        return self.open_until is not None

    def room(self, now: datetime) -> int:
        """Return how many jobs may be on their way at once that were let go; 0 where none is to be let go now."""
        state = self.state(now)
        if state is State.OPEN:
            return 0
        return max(self.width, 1) if state is State.HALF_OPEN else self.width


def heard(known: Circuit | None, key: tuple[str, str], evidence: Evidence, pace: Pace) -> Circuit | None:
    """Return the circuit after a run; None where there is nothing to remember, since all goes well."""
    if known is None:
        return None if evidence.tone is Tone.ANSWERED else _failing(_new(key, evidence), evidence, pace)
    if _is_old(known, evidence):
        return known
    if evidence.tone is Tone.ANSWERED:
        return _answering(known, evidence, pace)
    return _failing(known, evidence, pace)


def _new(key: tuple[str, str], evidence: Evidence) -> Circuit:
    tenant_uid, system = key
    return Circuit(tenant_uid, system, since=evidence.ended_at, failing_since=evidence.ended_at)


def _is_old(circuit: Circuit, evidence: Evidence) -> bool:
    """Tell whether a run began before what the circuit knows; while failures are only counted, each of them counts."""
    is_counting = not circuit.is_shut and circuit.width == 0
    counts = is_counting and evidence.tone is not Tone.ANSWERED
    return evidence.began_at < circuit.since and not counts


def _answering(circuit: Circuit, evidence: Evidence, pace: Pace) -> Circuit | None:
    # An answer that comes while it is open ends that at once.
    until = circuit.open_until and min(circuit.open_until, evidence.ended_at)
    well = replace(circuit, silent=0, jobs=(), open_until=until)
    if circuit.is_shut or circuit.width > 0:
        return _widened(well)
    was_part = len(circuit.jobs) >= FAILING_JOBS
    was_out = circuit.silent > 0 and evidence.ended_at - circuit.failing_since >= pace.lull
    if was_part or was_out:
        return replace(well, width=FIRST_WIDTH, since=evidence.ended_at)
    return None


def _widened(circuit: Circuit) -> Circuit:
    """Count an answer: as many as the width double it, and the full width closes the circuit."""
    if not circuit.is_shut and circuit.width >= FULL_WIDTH:
        return circuit
    width, answered = max(circuit.width, 1), circuit.answered + 1
    if answered >= width:
        width, answered = min(2 * width, FULL_WIDTH), 0
    if not circuit.is_shut or width < FULL_WIDTH:
        return replace(circuit, width=width, answered=answered)
    return replace(circuit, width=width, answered=0, open_until=None, opened=0)


def _failing(circuit: Circuit, evidence: Evidence, pace: Pace) -> Circuit:
    if circuit.state(evidence.ended_at) is State.OPEN:
        return circuit
    is_silent = evidence.tone is Tone.SILENT
    is_first = not circuit.jobs
    counted = replace(
        circuit,
        # Counted no further than it matters: an outage of a part of the system would else be written down run by run.
        silent=min(circuit.silent + 1, SILENT_RUNS) if is_silent else 0,
        jobs=_with(circuit.jobs, evidence.job_id),
        failing_since=evidence.ended_at if is_first else circuit.failing_since,
        answered=0,
    )
    narrower = circuit.width // 2
    if circuit.is_shut:
        # Where it answers some calls it is not silent: jobs go on one by one, and each may get a little further.
        if is_silent and narrower == 0:
            return _opened(counted, evidence.ended_at, pace)
        return replace(counted, width=max(narrower, 1))
    if counted.silent >= SILENT_RUNS and len(counted.jobs) >= SILENT_JOBS:
        return _opened(counted, evidence.ended_at, pace)
    return replace(counted, width=max(narrower, 1) if circuit.width else 0)


def _opened(circuit: Circuit, at: datetime, pace: Pace) -> Circuit:
    opened = circuit.opened + 1
    return replace(
        circuit,
        opened=opened,
        open_until=at + open_time(opened, pace.first, pace.longest),
        width=0,
        since=at,
    )


def _with(jobs: Sequence[str], job_id: str) -> tuple[str, ...]:
    """Add a job to those that failed in a row, of which no more are kept than are counted."""
    return (*jobs, *([] if job_id in jobs else [job_id]))[: max(FAILING_JOBS, SILENT_JOBS)]
