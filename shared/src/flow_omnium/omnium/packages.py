"""Packages on purchase orders: which lines make one up, and how much of each is in one package (catalog.md 4.17).

Omnium breaks a package down into lines of its parts, which name the package's line and SKU. The shop gets one line of the
package instead; what it receives of that line is received of the parts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

from flow_omnium.omnium.models.purchase import LinePart, PurchaseOrderLine

Line = TypeVar("Line", bound=PurchaseOrderLine)

PartsOf: TypeAlias = Mapping[str, Mapping[str, Decimal]]
"""By the SKU of a package how much of each code is in one of it."""


@dataclass(frozen=True)
class Package(Generic[Line]):
    """A package on an order: `parts` are its lines by their code; `in_one` tells how much of each code is in one package.

    None stands for a package of which nobody knows what it is made of. `has_own_line`: the order has the package's own line too.
    """

    line_id: str
    sku: str | None
    parts: Mapping[str, Sequence[Line]]
    in_one: Mapping[str, Decimal] | None
    has_own_line: bool = False

    @property
    def lines(self) -> Iterator[Line]:
        """The lines of all parts."""
        for lines in self.parts.values():
            yield from lines

    def whole(self, quantities: Mapping[str, Decimal]) -> Decimal:
        """Return how many packages so much of each code makes: as many as its scarcest part allows."""
        in_one = self.in_one or {}
        return min(
            (quantities.get(code, Decimal(0)) / amount for code, amount in in_one.items()), default=Decimal(0)
        )


def parts_of(components: Sequence[LinePart]) -> Mapping[str, Decimal]:
    """Add up what is in one package, by code; a part without a quantity is in it once, as Omnium's pages have it."""
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for part in components:
        if part.code:
            parts[part.code] += part.quantity or Decimal(1)
    return dict(parts)


def skus_of_packages(lines: Sequence[PurchaseOrderLine]) -> Sequence[str]:
    """Name the packages whose parts stand on lines, each once."""
    named = (line.package_sku_id for line in lines if line.package_line_item_id and line.package_sku_id)
    return [*dict.fromkeys(named)]


def packages_of(lines: Sequence[Line], known: PartsOf) -> Sequence[Package[Line]]:
    """Group the lines of parts by their package, in the order of the lines.

    What a package is made of is told by its own line where the order has that, else by its product (`known`).
    """
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.package_line_item_id:
            groups[line.package_line_item_id].append(line)
    headings = {line.line_item_id: line for line in lines if line.is_package}
    return [_package(line_id, group, headings.get(line_id), known) for line_id, group in groups.items()]


def _package(line_id: str, lines: Sequence[Line], heading: Line | None, known: PartsOf) -> Package[Line]:
    parts: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        parts[line.code or ""].append(line)
    named = (line.package_sku_id for line in lines if line.package_sku_id)
    sku = next(named, heading.code if heading else None)
    in_one = parts_of(heading.components) if heading else {}
    in_one = in_one or known.get(sku or "") or {}
    # A part that no line stands for, and a line of no part: then nobody can tell how many packages there are.
    is_told = bool(in_one) and in_one.keys() == parts.keys() and all(amount > 0 for amount in in_one.values())
    return Package(line_id, sku, parts, in_one if is_told else None, heading is not None)
