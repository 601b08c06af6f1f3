"""The memory of one process over many jobs, and whether it grows without an end."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.growth.plan import NOISE_MIB


@dataclass(frozen=True)
class Series:
    """Resident memory in MiB: at rest before the first job, and after each step, all of which have as many jobs."""

    service: str
    at_rest: float
    after: Sequence[float]

    @property
    def first_half(self) -> float:
        """The growth of the first half, without its first step, in which caches and buffers fill."""
        return self.after[self._middle] - self.after[0]

    @property
    def last_half(self) -> float:
        """The growth of the last half."""
        return self.after[-1] - self.after[self._middle]

    @property
    def grows(self) -> bool:
        """Whether the last half grew by more than the first: what is kept of each job makes it, what fills up does not.

        A step is missing in the first half, so that a steady growth is told even where nothing disturbs it.
        """
        return self.last_half > max(self.first_half, NOISE_MIB)

    @property
    def _middle(self) -> int:
        return len(self.after) // 2 - 1
