"""Lets the contestants take turns at one kind of work."""

from collections.abc import Mapping, Sequence

from benchmarks.orders.celery_turn import turn_of_celery
from benchmarks.orders.figures import Figures
from benchmarks.orders.plan import BARE, CELERY, CONTESTANTS, NEAR, Size
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.turn import Turn
from benchmarks.orders.turns import turn_of_bare, turn_of_ours


def measure(
    stage: Stage,
    recording: Recording,
    size: Size,
    contestants: Sequence[str] = CONTESTANTS,
    delay: float = NEAR,
) -> Figures:
    """Let each work off so many orders, one after the other, and again."""
    stage.neighbours.answer_after(delay)
    turns: Mapping[str, list[Turn]] = {name: [] for name in contestants}
    for _ in range(size.turns):
        for name in contestants:
            turns[name].append(_turn(stage, recording, size.orders, name))
    stage.neighbours.answer_after(0)
    return Figures(recording.kind.name, recording.calls, delay, turns)


def _turn(stage: Stage, recording: Recording, orders: int, contestant: str) -> Turn:
    if contestant == BARE:
        return turn_of_bare(stage, recording, orders)
    if contestant == CELERY:
        return turn_of_celery(stage, recording, orders)
    return turn_of_ours(stage, recording, orders, contestant)
