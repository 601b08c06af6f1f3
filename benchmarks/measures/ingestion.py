"""How many events a door accepts per second, how long each takes, and whether everything accepted is there."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import sleep

from benchmarks.load.generator import Load, post_for
from benchmarks.load.requests import requests_of, storm_keys, unique_keys
from benchmarks.plan import (
    CONNECTIONS,
    STORM_KEYS,
    TURN_SECONDS,
    TURN_WARM_UP_SECONDS,
    TURNS,
    WARM_UP_SECONDS,
)
from benchmarks.stage import Stage
from benchmarks.system import System
from benchmarks.usage import CpuWatch

STORM = "storm"
PAUSE_SECONDS = 0.2
"""Between two turns: what a door still has to do must not disturb the next one."""


@dataclass(frozen=True)
class Turn:
    """One turn of one door. `behind` events were accepted and not yet in the queue when it ended."""

    per_second: float
    p50_ms: float
    p99_ms: float
    behind: int
    cpu: dict[str, float]

    @property
    def door_microseconds(self) -> float:
        """CPU time of the door per event: it depends less than the rate on what else the machine does."""
        return 1e6 * self.cpu["door"] / self.per_second


@dataclass(frozen=True)
class Ingestion:
    """All turns of one door, and what of the accepted events was found afterwards."""

    turns: list[Turn]
    accepted: int
    expected: int
    safe: int
    queued: int


@dataclass(frozen=True)
class _Entrant:
    """One that takes turns: a system, and the orders that its events are about."""

    system: System
    label: str
    keys: Iterator[str]


def measure_ingestion(stage: Stage) -> dict[str, Ingestion]:
    """Let the doors take turns; by the system's name, and the duplicate storm on ours by `STORM`."""
    entrants = {system.name: _Entrant(system, "unique", unique_keys("unique")) for system in stage.systems}
    entrants[STORM] = _Entrant(stage.ours, STORM, storm_keys(STORM, STORM_KEYS))
    turns: dict[str, list[Turn]] = {name: [] for name in entrants}
    accepted: Counter[str] = Counter()
    with ExitStack() as doors:
        for system in stage.systems:
            doors.enter_context(system.door)
        for name, entrant in entrants.items():
            accepted[name] += _take_turn(stage, entrant, warming_up=True)[0].accepted
        for name, entrant in _in_turns(entrants):
            load, turn = _take_turn(stage, entrant, warming_up=False)
            accepted[name] += load.accepted
            turns[name].append(turn)
    return {name: _ingestion(stage, entrants[name], turns[name], accepted) for name in entrants}


def _in_turns(entrants: Mapping[str, _Entrant]) -> Iterator[tuple[str, _Entrant]]:
    return ((name, entrant) for _ in range(TURNS) for name, entrant in entrants.items())


def _take_turn(stage: Stage, entrant: _Entrant, *, warming_up: bool) -> tuple[Load, Turn]:
    system = entrant.system
    watch = CpuWatch({"door": system.door.pid, **stage.pids, "generator": os.getpid()})
    before = system.queued()
    load = post_for(
        requests_of(system.url, system.secret, entrant.keys),
        system.url,
        connections=CONNECTIONS,
        warm_up=TURN_WARM_UP_SECONDS,
        seconds=WARM_UP_SECONDS if warming_up else TURN_SECONDS,
        watch=watch,
    )
    behind = 0 if entrant.label == STORM else load.accepted - (system.queued() - before)
    sleep(PAUSE_SECONDS)
    return load, Turn(load.per_second, load.latency_ms(0.50), load.latency_ms(0.99), behind, watch.shares)


def _ingestion(stage: Stage, entrant: _Entrant, turns: list[Turn], accepted: Counter[str]) -> Ingestion:
    name = STORM if entrant.label == STORM else entrant.system.name
    queued = entrant.system.queued()
    if entrant.system is stage.ours:
        # Both kinds of events lie in one queue.
        others = accepted[stage.ours.name] if name == STORM else STORM_KEYS
        queued -= others
    expected = STORM_KEYS if name == STORM else accepted[name]
    return Ingestion(turns, accepted[name], expected, entrant.system.durable(entrant.label), queued)
