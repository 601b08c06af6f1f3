"""What happens in a run, drawn from one number: how it begins, then acts and runs of jobs in turn. No I/O."""

import random
from dataclasses import dataclass
from typing import Final

from rigs.agreement.fates import Step
from rigs.agreement.runs import Run, chance_of
from rigs.receptions.acts import drawn
from rigs.receptions.fates import FATES
from rigs.receptions.opening import Opening, opening_of

RUN: Final = "run"
LENGTHS: Final = (3, 16)
MOST_WRITES: Final = 5


@dataclass(frozen=True)
class Script(Run):
    """A run of a stockroom."""

    opening: Opening


def script_of(seed: int) -> Script:
    """Draw a run."""
    chance = chance_of(seed)
    opening = opening_of(chance)
    return Script(seed, tuple(_step(chance) for _ in range(chance.randint(*LENGTHS))), opening)


def _step(chance: random.Random) -> Step:
    seed = chance.randrange(10**6)
    if chance.random() < 1 / 2:
        return Step(drawn(chance), seed)
    return Step(RUN, seed, chance.choice(FATES), chance.randrange(MOST_WRITES))
