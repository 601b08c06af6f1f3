"""Two doors by turns, A B B A A B …: what the machine does meanwhile meets both alike. What counts is the ratio of each pair."""

import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Final

from benchmarks.doors.checkout import Door
from benchmarks.load.generator import post_for
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.measures.ingestion import PAUSE_SECONDS
from benchmarks.plan import CONNECTIONS, TURN_WARM_UP_SECONDS
from benchmarks.usage import CpuWatch

PAIRS: Final = 30
TURN_SECONDS: Final = 1.5


@dataclass(frozen=True)
class Turn:
    """Events accepted in a second, and CPU microseconds of the door for each."""

    per_second: float
    microseconds: float


@dataclass(frozen=True)
class Pair:
    """A turn of each, one behind the other."""

    before: Turn
    after: Turn


@dataclass(frozen=True)
class Estimate:
    """The middle of the ratios after ÷ before, and between which two the true middle lies, in 95 of 100 such runs."""

    middle: float
    low: float
    high: float


def duel(before: Door, after: Door, secret: str, pairs: int = PAIRS) -> list[Pair]:
    """Let both take so many pairs of turns; the first of each is a warm-up."""
    keys = {door.name: unique_keys(door.name) for door in (before, after)}

    def turn(door: Door) -> Turn:
        return _turn(door, secret, keys[door.name])

    for door in (before, after):
        turn(door)
    taken = []
    for number in range(pairs):
        first, second = (before, after) if number % 2 == 0 else (after, before)
        turns = {first.name: turn(first), second.name: turn(second)}
        taken.append(Pair(turns[before.name], turns[after.name]))
    return taken


def estimate(ratios: Sequence[float]) -> Estimate:
    """Estimate by order statistics: no assumption about how the ratios spread."""
    ordered = sorted(ratios)
    # Of n ratios, the true middle lies outside these two once in twenty runs (normal approximation of the binomial).
    reach = round(0.98 * len(ordered) ** 0.5)
    centre = len(ordered) // 2
    low, high = max(0, centre - reach), min(len(ordered) - 1, centre + reach)
    return Estimate(statistics.median(ordered), ordered[low], ordered[high])


def _turn(door: Door, secret: str, keys: Iterator[str]) -> Turn:
    watch = CpuWatch({"door": door.service.pid, "generator": os.getpid()})
    load = post_for(
        requests_of(door.url, secret, keys),
        door.url,
        connections=CONNECTIONS,
        warm_up=TURN_WARM_UP_SECONDS,
        seconds=TURN_SECONDS,
        watch=watch,
    )
    sleep(PAUSE_SECONDS)
    return Turn(load.per_second, 1e6 * watch.shares["door"] / load.per_second)
