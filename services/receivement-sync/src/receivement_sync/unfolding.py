"""Packages that the shop has received, as the parts that Omnium has ordered (catalog.md 4.17, `SendPackageProductOnPurchaseOrder`).

The shop gets one line for all parts of a package, named after the package's line in Omnium. What it receives of that line is
received of each part: so many packages, times what is in one. The shop's documents are rewritten so before anything is
compared, and all else works as if the shop had received the parts. No uid of Flow has a `+`: what is made here has one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models.purchase import (
    ItemOfReceivement,
    PurchaseOrder,
    PurchaseOrderItem,
    ReceivedProduct,
    Receivement,
    ReceivementItem,
)
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.omnium.packages import Package
from receivement_sync.items import items_of
from receivement_sync.matching import names_of

_ZERO = Decimal(0)


class PartItem(ReceivementItem):
    """What a reception of a package brought of one of its parts; in the shop's stock there is the package."""


@dataclass
class _Sharing:
    """Shares what came of a package out among its lines: each in its order up to what was ordered of it, the last one the rest.

    `came` is what came so far of each line of the shop's, in packages.
    """

    package: Package[PurchaseOrderLine]
    came: dict[str | None, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def next(self, line_uid: str | None, packages: Decimal) -> Mapping[str, Decimal]:
        """Return how much of each line so many further packages are."""
        before = self.came[line_uid]
        self.came[line_uid] = before + packages
        first, then = self.total(before), self.total(before + packages)
        return {line_id: then[line_id] - first[line_id] for line_id in then}

    def total(self, packages: Decimal) -> Mapping[str, Decimal]:
        """Return how much of each line so many packages are."""
        in_one = self.package.in_one or {}
        shares: dict[str, Decimal] = {}
        for code, lines in self.package.parts.items():
            shares |= _filled(lines, packages * in_one[code])
        return shares


def _filled(lines: Sequence[PurchaseOrderLine], quantity: Decimal) -> Mapping[str, Decimal]:
    shares: dict[str, Decimal] = {}
    for line in lines[:-1]:
        share = min(max(quantity, _ZERO), line.ordered_quantity)
        shares[line.line_item_id or ""] = share
        quantity -= share
    shares[lines[-1].line_item_id or ""] = quantity
    return shares


@dataclass(frozen=True)
class InParts:
    """What the shop has of a purchase order, with parts instead of packages."""

    receivements: Sequence[Receivement]
    order: PurchaseOrder | None


def unfolded(
    receivements: Sequence[Receivement],
    order: PurchaseOrder | None,
    packages: Collection[Package[PurchaseOrderLine]],
) -> InParts:
    """Rewrite the shop's documents: lines of packages, and what was received of them, as lines of their parts."""
    by_name = _merged(order, packages)
    if not by_name:
        return InParts(receivements, order)
    sharings = {name: _Sharing(package) for name, package in by_name.items()}
    parts: dict[tuple[str, int], Sequence[ReceivementItem]] = {}
    # Oldest first: what came earlier is of the earlier lines.
    for one in items_of(receivements, order):
        sharing = _sharing_of(one.item, order, sharings)
        if sharing is not None:
            parts[one.receivement.receivement_uid, one.position] = [*_parts(one.item, sharing)]
    in_parts = [_with_parts(one, parts) for one in receivements]
    return InParts(in_parts, order and _order_of_parts(order, sharings))


def unfolded_order(order: PurchaseOrder, packages: Collection[Package[PurchaseOrderLine]]) -> PurchaseOrder:
    """Rewrite a purchase order alone."""
    sharings = {name: _Sharing(package) for name, package in _merged(order, packages).items()}
    return _order_of_parts(order, sharings) if sharings else order


def names_in(receivements: Sequence[Receivement], order: PurchaseOrder | None) -> frozenset[str]:
    """Return what lines are called in the shop: one of them may be a package."""
    ordered = [name for item in (order.items if order else ()) for name in names_of(item)]
    received = [one.purchase_order_item_uid for each in receivements for one in each.items]
    return frozenset([*ordered, *(uid for uid in received if uid)])


def is_named(line_id: str, names: Collection[str]) -> bool:
    """Tell whether a line of Omnium is called so in the shop."""
    return line_id in names or sanitize_uid(line_id) in names


def _merged(
    order: PurchaseOrder | None, packages: Collection[Package[PurchaseOrderLine]]
) -> Mapping[str, Package[PurchaseOrderLine]]:
    """Return the packages that stand in the shop instead of their parts, by every name that they may have there.

    Where Omnium has a line of the package too, and a part is a line of the shop's, all were exported as they are.
    """
    names = {name for item in (order.items if order else ()) for name in names_of(item)}
    known = [one for one in packages if one.in_one is not None]
    whole = [one for one in known if not (one.has_own_line and _has_part(one, names))]
    return {name: one for one in whole for name in (one.line_id, sanitize_uid(one.line_id))}


def _has_part(package: Package[PurchaseOrderLine], names: Collection[str]) -> bool:
    return any(is_named(line.line_item_id or "", names) for line in package.lines)


def _sharing_of(
    item: ReceivementItem, order: PurchaseOrder | None, sharings: Mapping[str, _Sharing]
) -> _Sharing | None:
    """Return the package that an item is of; none for another product that came instead of it."""
    uid = item.purchase_order_item_uid
    ordered = next(
        (one for one in (order.items if order else ()) if one.purchase_order_item_uid == uid), None
    )
    names = names_of(ordered) if ordered else (uid,) if uid else ()
    if ordered is not None and _is_other_product(item, ordered):
        return None
    return next((sharings[name] for name in names if name in sharings), None)


def _is_other_product(item: ReceivementItem, ordered: PurchaseOrderItem) -> bool:
    uids = item.product.product_uid, ordered.product_uid
    return all(uids) and uids[0] != uids[1]


def _parts(item: ReceivementItem, sharing: _Sharing) -> Iterator[PartItem]:
    packages = from_flow(item.quantity or 0)
    codes = {line.line_item_id: line.code for line in sharing.package.lines}
    shares = sharing.next(item.purchase_order_item_uid, packages)
    for line_id, share in shares.items():
        quantity = None if item.quantity is None else to_flow(share)
        yield PartItem(
            receivement_item_uid=_joined(item.receivement_item_uid, line_id),
            purchase_order_item_uid=_joined(item.purchase_order_item_uid, line_id),
            product=ReceivedProduct(sku=codes[line_id], name=item.product.name),
            quantity=quantity,
            status=item.status,
            warehouse_uid=item.warehouse_uid,
        )


def _with_parts(
    receivement: Receivement, parts: Mapping[tuple[str, int], Sequence[ReceivementItem]]
) -> Receivement:
    uid = receivement.receivement_uid
    items = [one for place, item in enumerate(receivement.items) for one in parts.get((uid, place), [item])]
    return receivement.model_copy(update={"items": tuple(items)})


def _order_of_parts(order: PurchaseOrder, sharings: Mapping[str, _Sharing]) -> PurchaseOrder:
    items = [one for item in order.items for one in _items_of_parts(item, sharings)]
    return order.model_copy(update={"items": tuple(items)})


def _items_of_parts(item: PurchaseOrderItem, sharings: Mapping[str, _Sharing]) -> Iterator[PurchaseOrderItem]:
    sharing = next((sharings[name] for name in names_of(item) if name in sharings), None)
    if sharing is None:
        yield item
        return
    received = None if item.quantity_received is None else sharing.total(from_flow(item.quantity_received))
    for line in sharing.package.lines:
        line_id = line.line_item_id or ""
        yield PurchaseOrderItem(
            purchase_order_item_uid=_joined(item.purchase_order_item_uid, line_id),
            external_id=line_id,
            product_sku=line.code,
            quantity_received=None if received is None else to_flow(received[line_id]),
            receivement_items=_listed(item, line, sharing.package),
        )


def _listed(
    item: PurchaseOrderItem, line: PurchaseOrderLine, package: Package[PurchaseOrderLine]
) -> tuple[ItemOfReceivement, ...]:
    """Tell what a line's figure is made of; where several lines are of one code, it cannot be told of each."""
    code, line_id = line.code or "", line.line_item_id or ""
    if len(package.parts[code]) > 1:
        return ()
    amount = (package.in_one or {})[code]
    return tuple(
        one.model_copy(
            update={
                "receivement_item_uid": _joined(one.receivement_item_uid, line_id),
                "quantity": None if one.quantity is None else to_flow(from_flow(one.quantity) * amount),
            }
        )
        for one in item.receivement_items
    )


def _joined(uid: str | None, line_id: str) -> str | None:
    return None if uid is None else f"{uid}+{line_id}"
