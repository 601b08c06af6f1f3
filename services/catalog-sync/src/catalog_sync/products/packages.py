"""Packages and bundles: a slot for each component, filled by it or by its options (catalog.md 4.10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog_sync.basis import Basis
from catalog_sync.products.figures import money
from catalog_sync.products.sellable import Sellable
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, fields_of
from catalog_sync.uids import record_uid, slot_uid
from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models.catalogue import NewComponent, NewSlot
from flow_omnium.omnium.models.catalogue import Component, ComponentOption


@dataclass(frozen=True)
class _Choice:
    """A product that may fill a slot, and what it costs more; None where the price is the sum of the parts."""

    code: str
    price: Decimal | None


def slot_rows(sold: Sellable, basis: Basis) -> tuple[Row, ...]:
    """Map the slots of a package or a bundle; of none where the tenant wants them as ordinary products."""
    return tuple(_slot(sold, place, part) for place, part in enumerate(_components(sold, basis)))


def component_rows(sold: Sellable, basis: Basis) -> tuple[Row, ...]:
    """Map what may fill the slots."""
    return tuple(
        row
        for part in _components(sold, basis)
        for place, choice in enumerate(_choices(part, sold, basis))
        for row in [_component(sold, part, place, choice)]
    )


def _components(sold: Sellable, basis: Basis) -> Sequence[Component]:
    # A kit is assembled before it is sold: to the shop it is a product like any other.
    product = sold.product
    is_made_of_parts = product.is_package or product.is_bundle
    if not is_made_of_parts or not basis.connector.create_package_slots:
        return ()
    return [part for part in product.components if part.component_id]


def _slot(sold: Sellable, place: int, part: Component) -> Row:
    uid = slot_uid(sold.uid, part.component_id or "")
    name = part.component_name or part.sku_id or part.product_id or uid
    slot = NewSlot(product_package_slot_uid=uid, name=name, position=place)
    fields = fields_of(slot, "product_package_slot_uid")
    return Row(RowKind.SLOT, uid, uid, sold.product.product_id, fields, within={"productUid": sold.uid})


def _component(sold: Sellable, part: Component, place: int, choice: _Choice) -> Row:
    slot, product_uid = slot_uid(sold.uid, part.component_id or ""), record_uid(choice.code)
    uid = f"{slot}-{product_uid}"
    component = NewComponent(
        product_package_component_uid=uid,
        product_uid=product_uid,
        quantity=to_flow(part.quantity or Decimal(1)),
        position=place,
        special_price=money(choice.price),
        required=part.is_required,
    )
    fields = fields_of(component, "product_package_component_uid")
    given = {name: value for name, value in fields.items() if value is not None}
    within = {"productUid": sold.uid, "productPackageSlotUid": slot}
    return Row(RowKind.COMPONENT, uid, uid, sold.product.product_id, given, within=within)


def _choices(part: Component, sold: Sellable, basis: Basis) -> Iterator[_Choice]:
    """Yield the options of a component; without options it is filled by its own product."""
    for option in part.options:
        code = option.sku_id or option.product_id
        if code:
            yield _Choice(code, _offset(option, sold, basis))
    code = part.sku_id or part.product_id
    if not part.options and code:
        yield _Choice(code, Decimal(0) if sold.product.is_package else None)


def _offset(option: ComponentOption, sold: Sellable, basis: Basis) -> Decimal | None:
    """A package has a price of its own, to which an option adds; a bundle costs what its parts do."""
    if not sold.product.is_package:
        return None
    leading = basis.scope.leading
    offsets = [one.offset for one in option.price_offsets if one.market_id in (None, leading)]
    return next((offset for offset in offsets if offset is not None), Decimal(0))
