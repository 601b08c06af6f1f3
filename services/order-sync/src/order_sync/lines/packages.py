"""Packages: leave out the parent line where a tenant wants the parts only, and spread its price over them.

Omnium keeps a package as a parent line (`isPackageProduct`: own price; `isBundle`: the price of its parts) and a line for
each part, which names the parent in `packageLineItemId` (omnium.md 4.1). Prices are exact decimals in major units.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from order_sync.lines.amounts import agrees, in_whole_cents

_ZERO = Decimal(0)


@dataclass(frozen=True)
class OpenLine:
    """A checked line: `quantity` less what was cancelled, `price` per unit, `cost` of all of it after discounts."""

    line_id: str
    code: str
    quantity: Decimal
    price: Decimal
    cost: Decimal
    is_package: bool
    package_line_id: str | None


def without_packages(
    lines: Sequence[OpenLine], total: Decimal | None, *, keep_parents: bool
) -> tuple[OpenLine, ...]:
    """Leave out the parents of packages, unless `keep_parents`; the sum of the costs stays the same.

    A package that has none of its parts among the lines is kept in any case, or its goods would be missing. `total` is the
    order's: it tells whether a bundle's price is paid besides its parts' or only repeats it.
    """
    parents = {line.line_id for line in lines if line.is_package and _is_parent(line, lines)}
    if not _are_counted(lines, parents, total):
        lines = [replace(line, cost=_ZERO) if line.line_id in parents else line for line in lines]
    if keep_parents:
        return tuple(lines)
    shared = {line.line_id: line.cost for line in lines if line.line_id in parents}
    return tuple(_with_share(line, lines, shared) for line in lines if line.line_id not in parents)


def _is_parent(line: OpenLine, lines: Sequence[OpenLine]) -> bool:
    ids = {other.line_id for other in lines} - {line.line_id}
    is_part = line.package_line_id in ids
    parts = _parts(line.line_id, lines)
    # Where nothing is left of the parts, nobody could take over the price.
    return not is_part and bool(parts) and bool(not line.cost or _whole(parts))


def _parts(parent_id: str, lines: Sequence[OpenLine]) -> list[OpenLine]:
    return [line for line in lines if line.package_line_id == parent_id and line.line_id != parent_id]


def _are_counted(lines: Sequence[OpenLine], parents: set[str], total: Decimal | None) -> bool:
    """Tell whether the parents' costs are part of the total: a bundle may only repeat the price of its parts."""
    if agrees(total, (line.cost for line in lines)):
        return True
    return not agrees(total, (line.cost for line in lines if line.line_id not in parents))


def _with_share(line: OpenLine, lines: Sequence[OpenLine], shared: dict[str, Decimal]) -> OpenLine:
    parent_id = line.package_line_id
    if parent_id is None or not shared.get(parent_id):
        return line
    parts = _parts(parent_id, lines)
    return replace(line, cost=line.cost + shared[parent_id] * _weight(line, parts) / _whole(parts))


def _whole(parts: Sequence[OpenLine]) -> Decimal:
    return sum((_weight(part, parts) for part in parts), _ZERO)


def _weight(part: OpenLine, parts: Sequence[OpenLine]) -> Decimal:
    """Weight a part by its value, or by its quantity where all parts are worth nothing (the package has the price)."""
    together = sum((_value(each) for each in parts), _ZERO)
    return _value(part) if together > 0 else part.quantity


def _value(line: OpenLine) -> Decimal:
    return line.price * line.quantity


def priced_in_cents(lines: Sequence[OpenLine], total: Decimal | None = None) -> tuple[OpenLine, ...]:
    """Round the cost of each line to cents. Together they cost `total`, or what they cost before where it does not agree."""
    costs = [line.cost for line in lines]
    cents = in_whole_cents(costs, total if agrees(total, costs) else None)
    return tuple(
        line if line.cost == cost else replace(line, cost=cost)
        for line, cost in zip(lines, cents, strict=True)
    )
