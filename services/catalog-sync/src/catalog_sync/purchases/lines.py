"""The lines of a purchase order as Flow gets them: Omnium's own, or one line of a package for those of its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalog_sync.purchases.source import Source
from flow_omnium.omnium.models.purchase_export import OrderedLine
from flow_omnium.omnium.packages import Package, PartsOf, packages_of

_ZERO = Decimal(0)


@dataclass(frozen=True)
class LineToBe:
    """A line in Omnium's figures: pieces, and the price of one piece without tax; `expected_at` in UTC.

    `same_goods` are the lines that stood for the same goods if a package was told otherwise before: its own, or its parts'.
    """

    line_id: str | None
    code: str | None
    ordered: Decimal
    received: Decimal
    unit_price: Decimal
    supplier_sku: str | None = None
    expected_at: datetime | None = None
    same_goods: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinesToBe:
    """The lines, those of Omnium that they stand for, and what a person must know of packages."""

    lines: Sequence[LineToBe]
    counted: Sequence[OrderedLine]
    notes: Sequence[str] = ()


def lines_to_be(source: Source, known: PartsOf, *, merges: bool) -> LinesToBe:
    """Map the lines; with `merges` the parts of a package become one line of it (catalog.md 4.17).

    A package that cannot be put together, since some part of it is not here or nobody knows what it is made of, stays in
    its parts: these can be received as well.
    """
    if not merges:
        return LinesToBe([_own(line, source) for line in source.lines], source.lines)
    packages = packages_of(source.lines, known)
    whole = {one.line_id: one for one in packages if one.in_one is not None}
    heads = {one.line_id for one in packages}
    made: dict[str, LineToBe] = {}
    counted: list[OrderedLine] = []
    for place, line in enumerate(source.lines):
        if line.is_package and line.line_item_id in heads:
            continue  # its parts stand for it
        counted.append(line)
        package = whole.get(line.package_line_item_id or "")
        name = f"#{place}" if package is None else package.line_id
        if name not in made:
            made[name] = _own(line, source) if package is None else _merged(package, source)
    return LinesToBe([*made.values()], counted, [note for one in packages for note in _notes(one, source)])


def unit_price(line: OrderedLine) -> Decimal:
    """Return what a piece costs: Omnium's discounted price is that of the whole line (catalog.md 4.16)."""
    if not line.quantity or not line.discounted_price_excl_tax:
        return line.placed_price_excl_tax
    return line.discounted_price_excl_tax / line.quantity


def day_of(moment: datetime | None, zone: str) -> str | None:
    """Return the day of a moment where the shop is."""
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).date().isoformat()


def _own(line: OrderedLine, source: Source) -> LineToBe:
    return LineToBe(
        line.line_item_id,
        line.code,
        line.ordered_quantity,
        line.delivered_quantity,
        unit_price(line),
        line.supplier_sku_id,
        _expected(line, source),
        (line.package_line_item_id,) if line.package_line_item_id else (),
    )


def _merged(package: Package[OrderedLine], source: Source) -> LineToBe:
    lines = [*package.lines]
    quantity = package.whole(_sums(package, lambda line: line.quantity))
    price = sum((unit_price(line) * line.quantity for line in lines), _ZERO)
    moments = [moment for line in lines if (moment := _expected(line, source)) is not None]
    return LineToBe(
        package.line_id,
        package.sku,
        package.whole(_sums(package, lambda line: line.ordered_quantity)),
        package.whole(_sums(package, lambda line: line.delivered_quantity)),
        price / quantity if quantity else _ZERO,
        expected_at=max(moments, default=None),
        same_goods=tuple(line.line_item_id for line in lines if line.line_item_id),
    )


def _expected(line: OrderedLine, source: Source) -> datetime | None:
    of_delivery = source.delivery.estimated_time_of_arrival if source.delivery else None
    return of_delivery or line.estimated_time_of_arrival or source.order.requested_delivery_date


def _notes(package: Package[OrderedLine], source: Source) -> Sequence[str]:
    name = f"purchase order {source.name}: package {package.line_id} ({package.sku})"
    if package.in_one is None:
        return [
            f"{name}: its lines are not all of its parts, or nobody knows these: they are exported one by one"
        ]
    ordered = _sums(package, lambda line: line.ordered_quantity)
    quantity = package.whole(ordered)
    rests = {code: ordered[code] - quantity * amount for code, amount in package.in_one.items()}
    return [
        f"{name}: {rest.normalize():f} of {code} are in no whole package, and are not exported"
        for code, rest in rests.items()
        if rest > 0
    ]


def _sums(package: Package[OrderedLine], figure: Callable[[OrderedLine], Decimal]) -> dict[str, Decimal]:
    return {code: sum(map(figure, lines), _ZERO) for code, lines in package.parts.items()}
