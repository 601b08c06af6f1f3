"""How late jobs are at a given load: a queue before some workers, simulated from the same seed each time; pure.

Events come by chance (a Poisson process), each job holds a place for as long as its calls take, and the places of all workers
take from one queue. This is what the theory of queues calls M/G/c; the simulation needs no formula, and knows bursts.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from itertools import accumulate, repeat
from typing import Final

SEED: Final = 67
JOBS: Final = 200_000
"""Arrivals that are simulated."""

SKIPPED: Final = 20_000
"""The first ones, which found an empty system."""

_SIGMA: Final = 0.8
"""Of the logarithm of how long a job takes: one in twenty takes four times as long as the middle one."""


@dataclass(frozen=True)
class Load:
    """`places` for jobs over all workers, each taking `seconds` on average; `used` is the share that is taken on average.
    `burst` is how many events come together, such as the several that a change of one order makes."""

    places: int
    seconds: float
    used: float
    burst: int = 1

    @property
    def per_second(self) -> float:
        """Events that come in a second."""
        return self.used * self.places / self.seconds


@dataclass(frozen=True)
class Waits:
    """For how many seconds a job waits for a place."""

    mean: float
    p95: float
    p99: float


def waits_of(load: Load, jobs: int = JOBS, skipped: int = SKIPPED) -> Waits:
    """Simulate so many jobs."""
    chance = random.Random(SEED)  # noqa: S311 - a simulation, no secret
    waits = sorted(list(_waits(load, jobs, chance))[skipped:])
    return Waits(sum(waits) / len(waits), _share(waits, 0.95), _share(waits, 0.99))


def _waits(load: Load, jobs: int, chance: random.Random) -> Iterator[float]:
    """Yield for each job how long it waits: a place that is free, or gets free first, takes the one that came first."""
    free = [0.0] * load.places
    heapify(free)
    mu = -(_SIGMA**2) / 2
    for at in _arrivals(load, jobs, chance):
        begins = max(at, free[0])
        heapreplace(free, begins + load.seconds * chance.lognormvariate(mu, _SIGMA))
        yield begins - at


def _arrivals(load: Load, jobs: int, chance: random.Random) -> Iterator[float]:
    gaps = (chance.expovariate(load.per_second / load.burst) for _ in range(jobs // load.burst))
    return (at for moment in accumulate(gaps) for at in repeat(moment, load.burst))


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
