"""Who delivers a product: suppliers of Flow are made when a product names one (catalog.md 4.15)."""

from collections.abc import Iterable, Mapping, Sequence

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, fields_of
from catalog_sync.uids import record_uid
from flow_omnium.flow.models.catalogue import ProductSupplier, SupplierFields
from flow_omnium.omnium.models.catalogue import Product, ProductDetails, Supplier


def named_suppliers(details: ProductDetails) -> Mapping[str, str | None]:
    """Return the ids of a product's suppliers, the main one first, with their names as far as it tells them."""
    named = {details.supplier_id: details.supplier_name} if details.supplier_id else {}
    for further in details.additional_suppliers:
        if further.supplier_id:
            named.setdefault(further.supplier_id, further.supplier_name)
    return {supplier_id: name for supplier_id, name in named.items() if supplier_id}


def suppliers_of(products: Iterable[Product]) -> Mapping[str, str | None]:
    """Return the suppliers of products and of their variants."""
    named: dict[str, str | None] = {}
    for product in products:
        for details in (product, *product.variants):
            for supplier_id, name in named_suppliers(details).items():
                named[supplier_id] = named.get(supplier_id) or name
    return named


def supplier_references(details: ProductDetails) -> tuple[ProductSupplier, ...]:
    """Name a product's suppliers as Flow does."""
    return tuple(
        ProductSupplier(supplier_uid=record_uid(supplier_id), name=name)
        for supplier_id, name in named_suppliers(details).items()
    )


def supplier_rows(named: Mapping[str, str | None], read: Mapping[str, Supplier | None]) -> Sequence[Row]:
    """Map the suppliers; of one that Omnium does not know there is the name that the product tells."""
    return [
        Row(
            RowKind.SUPPLIER,
            supplier_id,
            record_uid(supplier_id),
            supplier_id,
            fields_of(_fields(supplier_id, name, read.get(supplier_id))),
        )
        for supplier_id, name in named.items()
    ]


def _fields(supplier_id: str, name: str | None, supplier: Supplier | None) -> SupplierFields:
    if supplier is None:
        return SupplierFields(name=name or supplier_id, external_id=supplier_id)
    place = supplier.address
    return SupplierFields(
        name=supplier.name or name or supplier_id,
        external_id=supplier_id,
        vat_number=supplier.tax_id,
        address=place.line1 if place else None,
        postal_code=place.postal_code if place else None,
        city=place.city if place else None,
        country_code=place.country_code if place else None,
        email=supplier.email,
        phone=supplier.phone,
        currency=supplier.preferred_currency,
    )
