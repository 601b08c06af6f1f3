"""What happens in a run, drawn from one number: how orders are told, then acts on both sides and jobs that may die. No I/O."""

import random
from dataclasses import dataclass
from typing import Final

from rigs.agreement.fates import Step
from rigs.agreement.runs import Run, chance_of
from rigs.purchases.acts import drawn

JOB: Final = "job"
TASK: Final = "task"
FATES: Final = ("none", "none", "before", "after", "lost answer", "broken")
LENGTHS: Final = (8, 22)
MOST_WRITES: Final = 6


@dataclass(frozen=True)
class Script(Run):
    """A run of purchase orders; `by_delivery` and `merges` are the tenant's two settings."""

    by_delivery: bool
    merges: bool


def script_of(seed: int) -> Script:
    """Draw a run; four in a row have all pairs of the settings."""
    chance = chance_of(seed)
    steps = tuple(_step(chance) for _ in range(chance.randint(*LENGTHS)))
    return Script(seed, steps, by_delivery=bool(seed & 1), merges=bool(seed & 2))


def _step(chance: random.Random) -> Step:
    seed, what = chance.randrange(10**6), chance.random()
    if what < 1 / 2:
        return Step(drawn(chance), seed)
    kind = TASK if what > 9 / 10 else JOB
    return Step(kind, seed, chance.choice(FATES), chance.randrange(MOST_WRITES))
