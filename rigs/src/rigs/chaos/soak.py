"""A long play: events without a pause, a fault every few seconds; after each round all is judged and measured."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from local_stack.service import Service
from rigs.chaos.arena import Arena
from rigs.chaos.balancer import Balancer
from rigs.chaos.faults import (
    Fault,
    kill_a_worker,
    kill_the_broker,
    kill_the_database,
    kill_the_gateway,
    kill_the_token_manager,
)
from rigs.chaos.gauges import Size, size_of
from rigs.chaos.load import Load
from rigs.chaos.verdict import Verdict

FEWEST_ROUNDS = 5
"""How many are played however short the time: the first one warms up, then two are compared with two."""

EVENTS_BETWEEN = 120
"""Accepted events between two faults: some seconds' worth."""

JUDGE_SECONDS = 60

DECK: Mapping[str, Fault] = MappingProxyType(
    {
        "a worker is killed": kill_a_worker,
        "the gateway is killed": kill_the_gateway,
        "the token-manager is killed": kill_the_token_manager,
        "the broker is killed": kill_the_broker,
        "the database is killed": kill_the_database,
    }
)
"""The faults of a round, in an order of chance. The broker is not wiped here: what was accepted while the database was away
is in the broker alone until a worker has it, so that both together would lose it."""


@dataclass(frozen=True)
class Round:
    """What was sent and broken, what came of it, and how large each process was that lives through all rounds."""

    events: int
    faults: Sequence[str]
    seconds: float
    verdict: Verdict
    sizes: Mapping[str, Size]


class Soak:
    """Rounds on one arena. A gateway and a worker beside those that are killed live through all of them."""

    def __init__(self, arena: Arena, door: Balancer, survivors: Mapping[str, Service]) -> None:
        self._arena = arena
        self._door = door
        self._survivors = survivors

    def rounds(self, seconds: float, seed: int) -> Iterator[Round]:
        """Play until the time is over, and at least `FEWEST_ROUNDS`; the seed says in which order faults come."""
        chance = random.Random(seed)  # noqa: S311 - chance that can be repeated, not a secret
        began, number = time.monotonic(), 0
        while number < FEWEST_ROUNDS or time.monotonic() - began < seconds:
            number += 1
            yield self._round(number, chance.sample(list(DECK), len(DECK)))

    def _round(self, number: int, faults: Sequence[str]) -> Round:
        arena, began = self._arena, time.monotonic()
        arena.begin_anew()
        with Load(f"round{number}", arena.simulators, self._door.url, arena.tenants) as load:
            load.throughout(lambda: self._break(faults, load))
            load.finish()
        verdict = arena.verdict(load, JUDGE_SECONDS)
        sizes = {name: size_of(service) for name, service in self._survivors.items()}
        return Round(len(load.outbox.accepted), faults, time.monotonic() - began, verdict, sizes)

    def _break(self, faults: Sequence[str], load: Load) -> None:
        for fault in faults:
            load.await_accepted(len(load.outbox.accepted) + EVENTS_BETWEEN)
            DECK[fault](self._arena, load)


@contextmanager
def soaking(arena: Arena) -> Iterator[Soak]:
    """Put a second gateway beside the arena's own, behind one door, and start who declares the queues of receivements:
    a gateway is not ready before they are back in a broker that was wiped."""
    second, receivements = arena.suite.service("webhook-gateway"), arena.suite.receivement_sync
    with Balancer() as door:
        try:
            receivements.start()
            for gateway in (arena.gateway, second.start()):
                door.add(_port(gateway))
            survivors = {"gateway": second, "worker": arena.workers[1], "receivement-sync": receivements}
            yield Soak(arena, door, survivors)
        finally:
            second.kill()
            receivements.kill()


def growth(rounds: Sequence[Round], name: str) -> Size:
    """How much larger a survivor was in the later half of the rounds than in the earlier one, the first left out: of
    each half the smallest counts, since a peak is no growth."""
    sizes = [one.sizes[name] for one in rounds[1:]]
    earlier, later = sizes[: len(sizes) // 2], sizes[len(sizes) // 2 :]
    return Size(
        mib=min(size.mib for size in later) - min(size.mib for size in earlier),
        handles=min(size.handles for size in later) - min(size.handles for size in earlier),
    )


def _port(service: Service) -> int:
    return int(urlsplit(service.base_url).port or 0)
