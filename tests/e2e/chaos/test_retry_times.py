"""A job that fails is tried again when the table of retries says, neither earlier nor much later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

import pytest

from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited
from rigs.chaos.arena import Arena, arena
from rigs.chaos.evidence import Job
from rigs.chaos.metronome import Metronome, Stall, stood_still
from rigs.chaos.tenants import ChaosTenant

pytestmark = pytest.mark.alone

FLOW_IS_BROKEN = {"method": "POST", "route": "*/orders", "kind": "status", "status": 503, "count": 1_000_000}
TABLE = (2, 2, 5, 10, 20, 30, 45, 60, 90, 120, 120, 120)
UNIT = 0.02
CLOCK_SECONDS = 0.002
HELD_UP_SECONDS = 1.0
"""For how long a machine that others use too may keep one job of many waiting; the metronome sees only what lasts."""


@pytest.fixture(scope="module")
def chaos(own_infrastructure: Infrastructure) -> Iterator[Arena]:
    """Three tenants, whose units of the table are as short as can be measured."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(3)]
    with arena(own_infrastructure, tenants, {"RETRY_UNIT_SECONDS": str(UNIT)}) as running:
        yield running


def test_failed_jobs_are_tried_again_by_the_table_and_in_time(chaos: Arena, tmp_path: Path) -> None:
    chaos.simulators.flow("POST", "/_sim/faults", FLOW_IS_BROKEN)
    with Metronome(tmp_path) as metronome:
        with chaos.under_load("table", orders=3, events=1, per_second=6) as load:
            pass
        awaited("12 failures each", lambda: chaos.ledger.fewest_failures(load.label) >= len(TABLE), 90)
    chaos.simulators.flow("DELETE", "/_sim/faults")

    assert chaos.verdict(load).faults == []
    delays = [delay for job in chaos.ledger.jobs(load.label) for delay in delays_of(job)]
    assert len(delays) == 9 * len(TABLE)
    assert min(delay.lateness for delay in delays) > -CLOCK_SECONDS
    late = {units: [one.own_lateness(metronome.stalls) for one in same] for units, same in by_units(delays)}
    assert {units: each for units, each in late.items() if median(each) > tolerated(units)} == {}
    assert max(max(each) for each in late.values()) < HELD_UP_SECONDS


@dataclass(frozen=True)
class Delay:
    """How long a job waited by the table, in its units, and when it was due and begun."""

    units: int
    due_at: datetime
    begun_at: datetime

    @property
    def lateness(self) -> float:
        """How many seconds later than due it began."""
        return (self.begun_at - self.due_at).total_seconds()

    def own_lateness(self, stalls: Sequence[Stall]) -> float:
        """The same, without the time for which the machine stood still meanwhile."""
        return self.lateness - stood_still(stalls, self.due_at, self.begun_at)


def delays_of(job: Job) -> Iterator[Delay]:
    for (sooner, later), units in zip(pairwise(job.attempts), TABLE, strict=False):
        yield Delay(units, sooner.ended_at + timedelta(seconds=units * UNIT), later.started_at)


def by_units(delays: Iterable[Delay]) -> Iterator[tuple[int, Iterable[Delay]]]:
    return groupby(sorted(delays, key=lambda delay: delay.units), key=lambda delay: delay.units)


def tolerated(units: int) -> float:
    return max(0.05 * units * UNIT, 0.15)
