"""How long one order takes on a suite that has nothing else to do, from its event's answer until it stands in Flow."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Final

from benchmarks.load.latency import percentile
from benchmarks.orders.plan import DEFAULT, WARM_UP
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.template import digits_of
from benchmarks.orders.turns import await_all, replayed, started, work_off

_SHORTEST_PAUSE: Final = 0.04
_LONGEST_PAUSE: Final = 0.1


@dataclass(frozen=True)
class Latency:
    """Seconds from the event's answer to the last call's, of each order; `calls`: those of the bare program, of each order."""

    orders: Sequence[float]
    calls: Sequence[float]

    def beyond_ms(self, share: float) -> float:
        """A percentile of what is beyond the calls themselves, which take what the bare program's middle order takes."""
        return 1000 * (percentile(self.orders, share) - median(self.calls))

    @property
    def calls_ms(self) -> float:
        """What the calls themselves take."""
        return 1000 * median(self.calls)


def measure_latency(stage: Stage, recording: Recording, orders: int) -> Latency:
    """Send orders one at a time, with pauses; the next one when the last one is there."""
    calls = replayed(stage, recording, orders, at_once=1)["each"]
    with started(stage, DEFAULT):
        work_off(stage, recording, WARM_UP)
        stage.neighbours.restart()
        accepted = _accepted(stage, recording, orders)
        ended = stage.neighbours.ended()
    return Latency([ended[digits_of(number)] - at for number, at in accepted.items()], calls)


def _accepted(stage: Stage, recording: Recording, orders: int) -> dict[int, float]:
    """Send them; return when each event was answered."""
    accepted: dict[int, float] = {}
    # Orders in step with something that comes again and again would all meet it, or none.
    chance = Random(1)  # noqa: S311 - no secret
    for number in stage.numbers(orders):
        stage.post_one(recording.kind, number)
        accepted[number] = time.perf_counter()
        time.sleep(chance.uniform(_SHORTEST_PAUSE, _LONGEST_PAUSE))
        await_all(stage, recording, len(accepted))
    return accepted
