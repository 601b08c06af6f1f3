"""Maps purchase orders and deliveries to purchase orders of Flow (catalog.md 4.16, 4.17)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_sync.basis import Basis
from catalog_sync.plain_text import plain_text
from catalog_sync.purchases.keys import PURCHASE, STORE, line_key, order_key, order_uid
from catalog_sync.purchases.lines import LinesToBe, LineToBe, day_of, lines_to_be
from catalog_sync.purchases.source import Source
from catalog_sync.purchases.status import CLOSED, FINISHED, status_of
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, RowFault, fields_of
from catalog_sync.uids import record_uid
from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models.purchase_fields import PurchaseLineFields, PurchaseOrderFields
from flow_omnium.omnium.packages import PartsOf
from flow_omnium.outcomes import InvalidData


@dataclass(frozen=True)
class MappedOrder:
    """One purchase order of Flow as it is to stand; without a header it cannot be told, and `faults` say why.

    `same_goods` are the uids of lines that may have counted the goods of a line before, by its uid.
    """

    source: Source
    key: str
    header: Row | None
    lines: Sequence[Row] = ()
    faults: Sequence[RowFault] = ()
    same_goods: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """Whether nothing of it is awaited."""
        return self.header is not None and self.header.fields["status"] in FINISHED

    @property
    def rows(self) -> Sequence[Row]:
        """Its header and its lines."""
        return () if self.header is None else (self.header, *self.lines)


def map_order(source: Source, basis: Basis, stores: Collection[str], known: PartsOf) -> MappedOrder:
    """Map one; `stores` are the ids of those that Flow has, `known` tells what packages are made of."""
    store_uid = record_uid(source.order.store_id or "")
    key, uid = order_key(store_uid, source.name), order_uid(source.name)
    reason = _fault(source, stores)
    if reason is not None:
        fault = RowFault(RowKind.PURCHASE_ORDER, key, uid, source.record, reason)
        return MappedOrder(source, key, None, faults=(fault,))
    merges = basis.connector.send_package_product_on_purchase_order
    lines = lines_to_be(source, known, merges=merges)
    status = status_of(source, lines.counted)
    header = Row(
        RowKind.PURCHASE_ORDER,
        key,
        uid,
        source.record,
        fields_of(_header(source, basis, status)),
        within={STORE: store_uid},
        notes=tuple(lines.notes),
        is_withdrawal=status == CLOSED,
    )
    rows, faults = _lines(header, lines, basis)
    same_goods = {
        record_uid(line.line_id or ""): [record_uid(one) for one in line.same_goods] for line in lines.lines
    }
    return MappedOrder(source, key, header, rows, faults, same_goods)


def _fault(source: Source, stores: Collection[str]) -> InvalidData | None:
    order = source.order
    if order.store_id is None or order.store_id not in stores:
        return InvalidData("storeId", order.store_id, "a store of the shop")
    if order.supplier_id is None:
        return InvalidData("supplierId", None, "given")
    return None


def _header(source: Source, basis: Basis, status: str) -> PurchaseOrderFields:
    order = source.order
    is_own = order.billing_currency in (None, basis.scope.currency)
    notes = [text for note in order.purchase_order_notes if (text := plain_text(note.detail))]
    return PurchaseOrderFields(
        supplier_uid=record_uid(order.supplier_id or ""),
        external_id=order.id,
        status=status,
        currency=None if is_own else order.billing_currency,
        supplier_reference_number=order.reference_number,
        note=", ".join(notes) or None,
    )


def _lines(header: Row, lines: LinesToBe, basis: Basis) -> tuple[Sequence[Row], Sequence[RowFault]]:
    """Map the lines; one that lacks its id or its product, or has another one's uid, is set aside."""
    uids = Counter(record_uid(line.line_id or "") for line in lines.lines)
    rows: list[Row] = []
    faults: list[RowFault] = []
    for place, line in enumerate(lines.lines):
        reason = next(_line_faults(line, uids), None)
        name = (
            line.line_id
            if line.line_id and uids[record_uid(line.line_id)] == 1
            else f"{line.line_id}#{place}"
        )
        key = line_key(header.within[STORE], header.uid, name)
        uid = record_uid(line.line_id or name)
        if reason is not None:
            faults.append(RowFault(RowKind.PURCHASE_ORDER_LINE, key, uid, header.record, reason))
            continue
        fields = fields_of(_line(line, basis))
        within = {**header.within, PURCHASE: header.uid}
        rows.append(Row(RowKind.PURCHASE_ORDER_LINE, key, uid, header.record, fields, within=within))
    return rows, faults


def _line_faults(line: LineToBe, uids: "Counter[str]") -> Iterator[InvalidData]:
    if line.line_id is None:
        yield InvalidData("lineItemId", None, "given")
    elif uids[record_uid(line.line_id)] > 1:
        yield InvalidData("lineItemId", line.line_id, "of one line only, as Flow can tell lines apart")
    if line.code is None:
        yield InvalidData("code", None, "given")


def _line(line: LineToBe, basis: Basis) -> PurchaseLineFields:
    return PurchaseLineFields(
        external_id=line.line_id or "",
        product_uid=record_uid(line.code or ""),
        quantity_ordered=to_flow(line.ordered),
        quantity_received=to_flow(line.received),
        unit_price=to_flow(line.unit_price),
        supplier_sku=line.supplier_sku,
        expected_delivery_date=day_of(line.expected_at, basis.tenant.catalog.time_zone),
    )
