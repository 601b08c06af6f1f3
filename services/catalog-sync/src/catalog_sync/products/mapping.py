"""Maps products to Flow's: everything that a product hangs on first, what hangs on it last (catalog.md 4.6 to 4.10)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from catalog_sync.basis import Basis
from catalog_sync.plain_text import plain_text
from catalog_sync.prices.choice import Choice, Codes, choose, tax_rate, with_tax
from catalog_sync.prices.dimensions import Context
from catalog_sync.products.figures import measures_of, money, rounding_note
from catalog_sync.products.images import image_rows
from catalog_sync.products.packages import component_rows, slot_rows
from catalog_sync.products.sellable import Sellable, sellables
from catalog_sync.products.suppliers import supplier_references
from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Mapped, Row, RowFault, fields_of
from catalog_sync.uids import brand_key, brand_uid, record_uid
from flow_omnium.flow.models.catalogue import NamedFields, ProductFields, ProductGtin, PurchasePrice
from flow_omnium.omnium.models.catalogue import AssortmentCode, Price, Product
from flow_omnium.outcomes import InvalidData, Misconfigured
from flow_omnium.rest.batches import Batch

_SERIAL = {True: "YES", False: "NO", None: None}


def map_products(batch: Batch[Product], basis: Basis, suppliers: Sequence[Row] = ()) -> Mapped:
    """Map the products of the shop's markets. What cannot be mapped is set aside, and hinders no other."""
    sold = [
        (each, choice_of(each, basis))
        for product in batch.records
        if basis.scope.sells(product.market_ids)
        for each in sellables(product)
    ]
    faults = {each.key: fault for each, choice in sold if (fault := _fault(each, choice, basis)) is not None}
    good = [(each, choice) for each, choice in sold if each.key not in faults]
    # What Omnium has deleted is only taken out of use: nothing more is hung on it.
    kept = [each for each, _choice in good if not each.is_deleted]
    unreadable = [
        RowFault(RowKind.PRODUCT, one.id, record_uid(one.id), one.id, one.fault) for one in batch.unreadable
    ]
    layers = (
        (*_brands(kept).values(), *suppliers),
        tuple(_deleted(each) if each.is_deleted else _product(each, choice, basis) for each, choice in good),
        tuple(row for each in kept for row in (*_siblings(each, faults), *image_rows(each))),
        tuple(row for each in kept for row in slot_rows(each, basis)),
        tuple(row for each in kept for row in component_rows(each, basis)),
    )
    return Mapped(tuple(layer for layer in layers if layer), (*faults.values(), *unreadable))


def choice_of(sold: Sellable, basis: Basis) -> Choice:
    """Choose the price of a product that counts in all stores of the leading market."""
    details = sold.details
    prices = details.prices or ([details.price] if details.price else [])
    context = Context(basis.scope, basis.at, unit=details.unit)
    return choose(prices, Codes(sold.key, sold.product.product_id), context)


def _fault(sold: Sellable, choice: Choice, basis: Basis) -> RowFault | None:
    rate = tax_rate(choice.taxed, basis.scope)
    reason: InvalidData | Misconfigured | None = basis.wrong_vat(rate)
    if plain_text(sold.details.name) is None:
        reason = InvalidData("name", sold.details.name, "given")
    elif rate is None:
        reason = InvalidData("taxRate", None, "given, by a price or by the leading market")
    if reason is None:
        return None
    return RowFault(RowKind.PRODUCT, sold.key, sold.uid, sold.product.product_id, reason)


def _brands(sold: Sequence[Sellable]) -> Mapping[str, Row]:
    """Names that differ in case alone are one brand: the first one names it. Others that would have its uid are told."""
    rows: dict[str, Row] = {}
    for each in sold:
        name = each.details.brand
        if name and (key := brand_key(name)) not in rows:
            fields = fields_of(NamedFields(name=name, external_id=name))
            rows[key] = Row(RowKind.BRAND, key, brand_uid(name), key, fields)
    return rows


def _product(sold: Sellable, choice: Choice, basis: Basis) -> Row:
    details, measures, price = sold.details, measures_of(sold.details), choice.price
    rate = tax_rate(choice.taxed, basis.scope)
    fields = ProductFields(
        name=plain_text(details.name) or "",
        sku=sold.sku,
        description=plain_text(details.description),
        short_description=plain_text(details.short_description),
        brand_uid=brand_uid(details.brand) if details.brand else None,
        product_group_uid=_group(sold, basis),
        allow_purchase=sold.is_active and not _is_kept_out(details.assortment_codes, basis),
        # Omnium writes a cost that nobody gave as 0.
        purchase_price=money(details.cost or None),
        currency_purchase_price=_in_its_currency(sold),
        recommended_retail_price=_retail_price(price, basis),
        weight=measures.weight,
        height=measures.height,
        width=measures.width,
        length=measures.length,
        vat_code_uid=basis.connector.vat_code_uid(rate) if rate is not None else "",
        gtins=_gtins(sold),
        suppliers=supplier_references(details),
        serial_no_required=_SERIAL[details.is_serializable_product],
        discontinued_from=_moment(details.discontinued),
        allow_sale_date=_moment(details.sales_start_date),
        external_id=sold.key,
    )
    # Once the price task runs, the field is its own.
    not_ours = ("recommended_retail_price",) if basis.prices_are_exported else ()
    told = tuple(f"product {sold.uid}: {note}" for note in _rounding_notes(sold, price, basis))
    return Row(
        RowKind.PRODUCT,
        sold.key,
        sold.uid,
        sold.product.product_id,
        fields_of(fields, *not_ours),
        notes=told,
        due=_next_change(sold, choice, basis),
    )


def _deleted(sold: Sellable) -> Row:
    """Take a product out of use; of the rest nothing is written: what it names may never have come to Flow."""
    fields = RULES[RowKind.PRODUCT].out_of_use or {}
    return Row(RowKind.PRODUCT, sold.key, sold.uid, sold.product.product_id, fields, is_withdrawal=True)


def _next_change(sold: Sellable, choice: Choice, basis: Basis) -> datetime | None:
    """Return when a product changes by date alone: its price, or a code by which it must not be bought."""
    of_prices = None if basis.prices_are_exported else choice.changes_at
    codes = sold.details.assortment_codes if basis.tenant.catalog.non_purchasable_assortment_codes else ()
    moments = [of_prices, *(moment for code in codes for moment in (code.valid_from, code.valid_to))]
    return min((moment for moment in moments if moment is not None and moment > basis.at), default=None)


def _rounding_notes(sold: Sellable, price: Price | None, basis: Basis) -> tuple[str, ...]:
    """Tell what was rounded of Omnium's own figures; a price that tax was added to always is."""
    is_told = price is not None and not price.is_tax_excluded and not basis.prices_are_exported
    of_price = price.unit_price if price is not None and is_told else None
    return (*rounding_note("cost", sold.details.cost), *rounding_note("price", of_price))


def _retail_price(price: Price | None, basis: Basis) -> int | None:
    return None if price is None else money(with_tax(price.unit_price, price, basis.scope))


def _group(sold: Sellable, basis: Basis) -> str | None:
    """Return the group of the main category where it is exported, else the default one."""
    category = sold.details.main_category_id
    uid = record_uid(category) if category else None
    return uid if uid in basis.groups else basis.connector.default_product_group_uid


def _is_kept_out(codes: Sequence[AssortmentCode], basis: Basis) -> bool:
    """Tell whether a code that the settings name is in force."""
    named = {code.lower() for code in basis.tenant.catalog.non_purchasable_assortment_codes}
    return any(
        (code.assortment_code_id or "").lower() in named
        and (code.valid_from is None or code.valid_from <= basis.at)
        and (code.valid_to is None or basis.at < code.valid_to)
        for code in codes
    )


def _in_its_currency(sold: Sellable) -> PurchasePrice | None:
    amount, currency = money(sold.details.cost or None), sold.details.cost_currency
    return PurchasePrice(amount=amount, currency_code=currency) if currency and amount is not None else None


def _gtins(sold: Sellable) -> tuple[ProductGtin, ...]:
    details = sold.details
    codes = [details.ean, *details.gtins, *(unit.ean for unit in details.units)]
    each = dict.fromkeys(code for code in codes if code)
    return tuple(ProductGtin(gtin=code, primary=place == 0) for place, code in enumerate(each))


def _siblings(sold: Sellable, faults: Mapping[str, RowFault]) -> Sequence[Row]:
    """Variants of one product are siblings of each other; one that was set aside is none yet."""
    aside = {fault.uid for fault in faults.values()}
    others = sorted(uid for uid in sold.variants if uid != sold.uid and uid not in aside)
    if not others:
        return ()
    fields = {"productUids": others}
    return (Row(RowKind.SIBLINGS, sold.uid, sold.uid, sold.product.product_id, fields),)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
