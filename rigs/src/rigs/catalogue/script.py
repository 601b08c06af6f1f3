"""What happens in a run, drawn from one number: acts, looks of either replica with a fate, time that passes. No I/O."""

import random
from dataclasses import dataclass
from typing import Final

from rigs.agreement.fates import Step
from rigs.agreement.runs import Run, chance_of
from rigs.catalogue.acts import drawn

LOOK: Final = "look"
EVENTS: Final = "events"
FATES: Final = ("none", "none", "before", "after", "storm", "lost answer", "broken", "both")
LENGTHS: Final = (6, 18)
MOST_WRITES: Final = 8


@dataclass(frozen=True)
class Script(Run):
    """A run of a catalogue."""


def script_of(seed: int) -> Script:
    """Draw a run."""
    chance = chance_of(seed)
    return Script(seed, tuple(_step(chance) for _ in range(chance.randint(*LENGTHS))))


def _step(chance: random.Random) -> Step:
    seed, what = chance.randrange(10**6), chance.random()
    if what < 1 / 2:
        return Step(drawn(chance), seed)
    kind = LOOK if what < 4 / 5 else EVENTS
    return Step(kind, seed, chance.choice(FATES), chance.randrange(MOST_WRITES))
