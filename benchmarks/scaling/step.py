"""One number of processes: what they did in a second, and who was busy meanwhile; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 0.85
"""Of a core: a process whose one thread does the work is at its limit by then, as the kernel's part is counted with it."""


@dataclass(frozen=True)
class Step:
    """`per_second` of so many `processes`; `shares` are of a core, by process; `cores` is what the machine has."""

    what: str
    processes: int
    per_second: float
    shares: Mapping[str, float]
    cores: int

    @property
    def busy(self) -> float:
        """How many cores were busy."""
        return sum(self.shares.values())

    def limit(self) -> str:
        """Name what keeps it from being faster: the cores, the one process that is full, or waiting."""
        if self.busy >= FULL * self.cores:
            return f"the machine's {self.cores} cores"
        busiest = max(self.shares, key=lambda name: self.shares[name])
        if self.shares[busiest] >= FULL:
            return busiest
        return "waiting: for the disk, the neighbours or one another"


def share_of_linear(step: Step, steps: Sequence[Step]) -> float:
    """Return what it does of what as many times the first step's processes would do if they did not meet."""
    (first, *_) = [one for one in steps if one.what == step.what]
    return step.per_second / (first.per_second * step.processes / first.processes)
