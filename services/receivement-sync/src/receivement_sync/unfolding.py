"""Packages that the shop has received, as the parts that Omnium has ordered (catalog.md 4.17, `SendPackageProductOnPurchaseOrder`).

The shop gets one line for all parts of a package, named after the package's line in Omnium. What it receives of that line is
received of each part: so many packages, times what is in one. The shop's documents are rewritten so before anything is
compared, and all else works as if the shop had received the parts. No uid of Flow has a `+`: what is made here has one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from flow_omnium.tenants.flow_states import FlowStates
from receivement_sync.items import ReceivedItem, counts, items_of
from receivement_sync.matching import names_of
from receivement_sync.sharing import Booked, Sharing

_ZERO = Decimal(0)


class PartItem(ReceivementItem):
    """What a reception of a package brought of one of its parts; in the shop's stock there is the package."""


@dataclass(frozen=True)
class InParts:
    """What the shop has of a purchase order, with parts instead of packages."""

    receivements: Sequence[Receivement]
    order: PurchaseOrder | None


def unfolded(
    receivements: Sequence[Receivement],
    order: PurchaseOrder | None,
    packages: Collection[Package[PurchaseOrderLine]],
    words: FlowStates,
    booked: Booked,
) -> InParts:
    """Rewrite the shop's documents: lines of packages, and what was received of them, as lines of their parts."""
    by_name = _merged(order, packages)
    if not by_name:
        return InParts(receivements, order)
    sharings = _sharings(by_name, booked)
    received = items_of(receivements, order)
    _begin(sharings, [one for one in received if counts(one, words)], order)
    parts: dict[tuple[str, int], Sequence[ReceivementItem]] = {}
    # Oldest first: what came earlier is of the earlier lines.
    for one in received:
        sharing = _sharing_of(one.item, order, sharings)
        if sharing is not None:
            parts[one.receivement.receivement_uid, one.position] = [
                *_parts(one, sharing, has_come=counts(one, words))
            ]
    in_parts = [_with_parts(one, parts) for one in receivements]
    return InParts(in_parts, order and _order_of_parts(order, sharings))


def unfolded_order(order: PurchaseOrder, packages: Collection[Package[PurchaseOrderLine]]) -> PurchaseOrder:
    """Rewrite a purchase order alone."""
    sharings = _sharings(_merged(order, packages), lambda *_names: _ZERO)
    _begin(sharings, (), order)
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


def _sharings(by_name: Mapping[str, Package[PurchaseOrderLine]], booked: Booked) -> Mapping[str, Sharing]:
    """Make one sharing of each package, whatever names it has."""
    made = {package.line_id: Sharing(package, booked) for package in by_name.values()}
    return {name: made[package.line_id] for name, package in by_name.items()}


def _begin(
    sharings: Mapping[str, Sharing], received: Sequence[ReceivedItem], order: PurchaseOrder | None
) -> None:
    for sharing in {id(one): one for one in sharings.values()}.values():
        own = [one for one in received if _sharing_of(one.item, order, sharings) is sharing]
        sharing.begin([_name(one) for one in own])


def _name(one: ReceivedItem) -> tuple[str, str | None]:
    return one.receivement.receivement_uid, one.item.receivement_item_uid


def _sharing_of(
    item: ReceivementItem, order: PurchaseOrder | None, sharings: Mapping[str, Sharing]
) -> Sharing | None:
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


def _parts(one: ReceivedItem, sharing: Sharing, *, has_come: bool) -> Iterator[PartItem]:
    item = one.item
    codes = {line.line_item_id: line.code for line in sharing.package.lines}
    packages = from_flow(item.quantity or 0)
    shares = sharing.of_item(_name(one), packages) if has_come else sharing.of_none(packages)
    for line_id, share in shares.items():
        quantity = None if item.quantity is None else to_flow(share)
        yield PartItem(
            receivement_item_uid=part_uid(item.receivement_item_uid, line_id),
            purchase_order_item_uid=part_uid(item.purchase_order_item_uid, line_id),
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


def _order_of_parts(order: PurchaseOrder, sharings: Mapping[str, Sharing]) -> PurchaseOrder:
    items = [one for item in order.items for one in _items_of_parts(item, sharings)]
    return order.model_copy(update={"items": tuple(items)})


def _items_of_parts(item: PurchaseOrderItem, sharings: Mapping[str, Sharing]) -> Iterator[PurchaseOrderItem]:
    sharing = next((sharings[name] for name in names_of(item) if name in sharings), None)
    if sharing is None:
        yield item
        return
    received = (
        None if item.quantity_received is None else sharing.of_figure(from_flow(item.quantity_received))
    )
    for line in sharing.package.lines:
        line_id = line.line_item_id or ""
        yield PurchaseOrderItem(
            purchase_order_item_uid=part_uid(item.purchase_order_item_uid, line_id),
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
                "receivement_item_uid": part_uid(one.receivement_item_uid, line_id),
                "quantity": None if one.quantity is None else to_flow(from_flow(one.quantity) * amount),
            }
        )
        for one in item.receivement_items
    )


def part_uid(uid: str | None, line_id: str) -> str | None:
    """Name the part of an item, or of a line, that is of a line of Omnium."""
    return None if uid is None else f"{uid}+{line_id}"
