"""What one turn took: on the clock, and of the CPU by each process."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.usage import cpu_seconds

OWN: Final = "own"
"""The process that is measured, among those that work for it."""


@dataclass(frozen=True)
class Turn:
    """`seconds` on the clock for so many orders; `cpu` seconds by process."""

    orders: int
    seconds: float
    cpu: Mapping[str, float]

    @property
    def per_second(self) -> float:
        """Orders in a second."""
        return self.orders / self.seconds

    @property
    def own_ms(self) -> float:
        """CPU of the measured process for an order, in milliseconds."""
        return 1000 * self.cpu[OWN] / self.orders

    def share(self, name: str) -> float:
        """Return how much of a core a process used; of one that was not looked at, nothing."""
        return self.cpu.get(name, 0.0) / self.seconds


class Watch:
    """Looks at processes from now on."""

    def __init__(self, pids: Mapping[str, int | None]) -> None:
        self._pids = {name: pid for name, pid in pids.items() if pid is not None}
        self._before = self._cpu()
        self._began = time.perf_counter()

    def turn(self, orders: int) -> Turn:
        """Return what so many orders have taken by now."""
        seconds = time.perf_counter() - self._began
        return Turn(orders, seconds, {name: used - self._before[name] for name, used in self._cpu().items()})

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}
