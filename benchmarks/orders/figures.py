"""What the turns of one kind of work say: medians, and ratios to the bare program; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.orders.plan import BARE
from benchmarks.orders.turn import Turn


@dataclass(frozen=True)
class Figures:
    """The turns of each contestant, turn by turn beside one another; `calls` of each order, which the neighbours answer after `delay`
    seconds."""

    what: str
    calls: int
    delay: float
    turns: Mapping[str, Sequence[Turn]]

    def middle(self, contestant: str, pick: Callable[[Turn], float]) -> float:
        """The median over a contestant's turns."""
        return median(pick(turn) for turn in self.turns[contestant])

    def cpu_ratio(self, contestant: str) -> float:
        """CPU of an order ÷ the bare program's: the median of the pairs of turns, since a slow minute meets both of a pair."""
        return self._ratio(contestant, lambda turn: turn.own_ms)

    def rate_ratio(self, contestant: str) -> float:
        """Orders in a second ÷ the bare program's."""
        return self._ratio(contestant, lambda turn: turn.per_second)

    def _ratio(self, contestant: str, pick: Callable[[Turn], float]) -> float:
        pairs = zip(self.turns[contestant], self.turns[BARE], strict=True)
        return median(pick(turn) / pick(bare) for turn, bare in pairs)
