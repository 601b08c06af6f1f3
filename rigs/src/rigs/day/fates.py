"""What becomes of the events of a change, drawn from the day's seed. No I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rigs.agreement.runs import chance_of

LATEST_SECONDS: Final = 40.0
"""For so long, of the day's time, an event is held back at most: later ones overtake it. Its sender waits meanwhile, and must
not take it for unanswered (10 s, uncompressed), nor have so many on their way that others wait for a connection."""


class Fate(StrEnum):
    """What happens to the events of one change on their way."""

    LOST = "lost"
    TWICE = "twice"
    LATE = "out of order"
    PLAIN = "plain"


SHARES: Final = {Fate.LOST: 10, Fate.TWICE: 10, Fate.LATE: 20, Fate.PLAIN: 60}
"""In a hundred."""


@dataclass(frozen=True)
class Drawn:
    """A fate, and the seed by which each of the events draws for how long it is held back."""

    fate: Fate
    seed: str

    def holds(self, number: int) -> float:
        """Return for how long (seconds of the day) the change's event of this number is held back."""
        if self.fate is not Fate.LATE:
            return 0
        return chance_of(f"{self.seed}/{number}").uniform(LATEST_SECONDS / 10, LATEST_SECONDS)


def fate_of(seed: int, sender: str, record: str, change: int) -> Drawn:
    """Draw what becomes of the events that a sender has for the record's change of this number.

    A change has several events in Omnium: if each had a fate of its own, hardly a change would go untold.
    """
    name = f"{seed}/{sender}/{record}/{change}"
    (fate,) = chance_of(name).choices(list(SHARES), list(SHARES.values()))
    return Drawn(fate, name)
