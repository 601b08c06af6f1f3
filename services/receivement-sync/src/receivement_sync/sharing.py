"""How what came of a package is shared out among the lines of its parts, when a part has several of them. No I/O."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.omnium.packages import Package

_ZERO = Decimal(0)

Booked: TypeAlias = Callable[[str, str | None, str], Decimal]
"""Returns how much of a line Omnium has received of an item of a reception, by the uids of both and the id of the line."""


_SEGMENTS: Final = 2
"""What Omnium has received of a line otherwise, and what is still open of it."""


@dataclass
class Sharing:
    """Shares what came of a package out among its lines.

    A part may have several lines, and gets more as orders are split. What Omnium has received of a line of an item stays there;
    then each line gets what Omnium has received otherwise, then what is still open of it, and the last one the rest.
    """

    package: Package[PurchaseOrderLine]
    booked: Booked
    given: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _left: dict[str, list[Decimal]] = field(default_factory=dict)

    def begin(self, items: Sequence[tuple[str, str | None]]) -> None:
        """Find out what is left of each line beside what these items, by reception and item, have brought."""
        for line in self.package.lines:
            line_id = line.line_item_id or ""
            own = sum((self.booked(*item, line_id) for item in items), _ZERO)
            otherwise = max(_ZERO, line.delivered_quantity - own)
            still_open = max(_ZERO, line.ordered_quantity - max(line.delivered_quantity, own))
            self._left[line_id] = [otherwise, still_open]

    def of_item(self, item: tuple[str, str | None], packages: Decimal) -> Mapping[str, Decimal]:
        """Return how much of each line an item is."""
        shares: dict[str, Decimal] = {}
        for code, lines in self.package.parts.items():
            ids = [line.line_item_id or "" for line in lines]
            quantity = packages * (self.package.in_one or {})[code]
            shares |= self._shared(ids, quantity, {line_id: self.booked(*item, line_id) for line_id in ids})
        return shares

    def of_none(self, packages: Decimal) -> Mapping[str, Decimal]:
        """Return how much of each line an item is that does not count: the first line of each part stands for all."""
        in_one = self.package.in_one or {}
        firsts = {
            lines[0].line_item_id: packages * in_one[code] for code, lines in self.package.parts.items()
        }
        return {line.line_item_id or "": firsts.get(line.line_item_id, _ZERO) for line in self.package.lines}

    def of_figure(self, packages: Decimal) -> Mapping[str, Decimal]:
        """Return how much of each line a figure of the shop's is: what the items brought, and what it has beside."""
        shares: dict[str, Decimal] = {}
        for code, lines in self.package.parts.items():
            ids = [line.line_item_id or "" for line in lines]
            brought = {line_id: self.given[line_id] for line_id in ids}
            beside = packages * (self.package.in_one or {})[code] - sum(brought.values(), _ZERO)
            more = self._shared(ids, beside, {})
            shares |= {line_id: brought[line_id] + more[line_id] for line_id in ids}
        return shares

    def _shared(
        self, ids: Sequence[str], quantity: Decimal, anchored: Mapping[str, Decimal]
    ) -> Mapping[str, Decimal]:
        shares = dict.fromkeys(ids, _ZERO)
        if quantity < 0:
            quantity = self._taken_back(ids, quantity, shares)
        for line_id in ids:
            quantity -= _take(shares, line_id, min(quantity, anchored.get(line_id, _ZERO)))
        for place in range(_SEGMENTS):
            for line_id in ids:
                share = min(quantity, self._left[line_id][place])
                self._left[line_id][place] -= share
                quantity -= _take(shares, line_id, share)
        _take(shares, ids[-1], quantity)
        for line_id, share in shares.items():
            self.given[line_id] += share
        return shares

    def _taken_back(self, ids: Sequence[str], quantity: Decimal, shares: dict[str, Decimal]) -> Decimal:
        """Take off the lines that were filled last; what is left goes off the last one."""
        for line_id in reversed(ids):
            back = min(-quantity, max(_ZERO, self.given[line_id]))
            shares[line_id] -= back
            self._left[line_id][-1] += back
            quantity += back
        shares[ids[-1]] += quantity
        return _ZERO


def _take(shares: dict[str, Decimal], line_id: str, share: Decimal) -> Decimal:
    shares[line_id] += share
    return share
