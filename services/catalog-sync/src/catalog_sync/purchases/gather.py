"""Reads purchase orders and deliveries of Omnium as sources of purchase orders in Flow; what is none of the shop's is left out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from catalog_sync.basis import Basis
from catalog_sync.purchases.keys import delivery_in, record_of_delivery
from catalog_sync.purchases.source import Gathered, Source, Sources, why_not
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, RowFault
from catalog_sync.suppliers.gather import SupplierReading
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.purchase_export import ExportedDelivery, ExportedOrder, OrderedLine
from flow_omnium.omnium.packages import PartsOf, parts_of, skus_of_packages
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch
from flow_omnium.tenants.tenant import Tenant


class PurchaseGathering:
    """Reads for runs and for single events alike. Raises ApiError, Deferred."""

    def __init__(self, omnium: OmniumClient, rows: RowStore) -> None:
        self._omnium = omnium
        self._rows = rows
        self._suppliers = SupplierReading(omnium, rows)

    def of_orders(self, basis: Basis, batch: Batch[ExportedOrder]) -> Sources:
        """Take orders whole, whatever delivery their lines are in."""
        found = Gathered()
        for order in batch.records:
            reason = why_not(order, basis.scope)
            if reason is not None:
                found.left_out.append(reason)
                continue
            found.sources.append(Source(order, order.ordered_lines))
            found.records.add(order.id)
        found.faults += [_unreadable(one.id, one.id, one.fault) for one in batch.unreadable]
        return found.whole()

    async def order(self, tenant: Tenant, order_id: str) -> Batch[ExportedOrder]:
        """Read an order; an empty batch where Omnium has none."""
        try:
            order = await self._omnium.purchases.order(tenant, order_id)
        except InvalidData as fault:
            return Batch.of_unreadable(order_id, fault)
        return Batch([order] if order else [])

    async def of_deliveries(self, basis: Basis, deliveries: Iterable[ExportedDelivery]) -> Sources:
        """Take the part of each order that is in each of the deliveries; a header is read once for all of them."""
        found, orders = Gathered(), dict[str, Batch[ExportedOrder]]()
        for delivery in deliveries:
            if delivery.is_internal:
                found.left_out.append(f"delivery {delivery.id} is an internal transfer")
                continue
            await self._add_delivery(basis, delivery, found, orders)
        return found.whole()

    async def of_delivery(self, basis: Basis, delivery_id: str) -> Sources:
        """Take the parts of orders that are in one delivery; of one that is gone there is no record."""
        try:
            delivery = await self._omnium.purchases.delivery(basis.tenant, delivery_id)
        except InvalidData as fault:
            return Sources(faults=[_unreadable(record_of_delivery(delivery_id), delivery_id, fault)])
        if delivery is None:
            return Sources()
        return await self.of_deliveries(basis, [delivery])

    async def orders_of_delivery(self, tenant: Tenant, delivery_id: str) -> Sequence[str]:
        """Name the orders whose lines are in a delivery."""
        lines = await self._omnium.purchases.delivery_lines(tenant, delivery_id)
        return [*dict.fromkeys(line.purchase_order_id for line in lines if line.purchase_order_id)]

    async def deliveries_of_order(self, tenant: Tenant, order: ExportedOrder) -> Sequence[str]:
        """Name the deliveries that an order's lines are in, and those that they were in when they were last written."""
        lines = order.ordered_lines
        now = [line.delivery_id for line in lines if line.delivery_id]
        uids = [record_uid(line.line_item_id) for line in lines if line.line_item_id]
        written = await self._rows.owners(tenant.tenant_uid, RowKind.PURCHASE_ORDER_LINE, uids)
        records = [row.record or "" for rows in written.values() for row in rows]
        before = [one for record in records if (one := delivery_in(record)) is not None]
        return [*dict.fromkeys([*now, *before])]

    async def supplier_rows(
        self, tenant: Tenant, named: Mapping[str, str | None], current: Current
    ) -> Sequence[Row]:
        """Map suppliers; those that Flow has from us are not read again."""
        return await self._suppliers.supplier_rows(tenant, named, current)

    async def parts(self, basis: Basis, sources: Sequence[Source]) -> PartsOf:
        """Find out what the packages on these orders are made of: the order's own line says it, else the product."""
        if not basis.connector.send_package_product_on_purchase_order:
            return {}
        lines = [line for one in sources for line in one.order.ordered_lines]
        told = {line.code or "": parts_of(line.components) for line in lines if line.is_package}
        missing = [sku for sku in skus_of_packages(lines) if not told.get(sku)]
        read = self._omnium.purchases.parts_of_product
        return {**told, **{sku: await read(basis.tenant, sku) for sku in missing}}

    async def _add_delivery(
        self,
        basis: Basis,
        delivery: ExportedDelivery,
        found: Gathered,
        orders: dict[str, Batch[ExportedOrder]],
    ) -> None:
        record = record_of_delivery(delivery.id)
        try:
            lines = await self._omnium.purchases.delivery_lines(basis.tenant, delivery.id)
        except InvalidData as fault:
            found.faults.append(_unreadable(record, delivery.id, fault))
            return
        groups: dict[str, list[OrderedLine]] = defaultdict(list)
        for line in lines:
            groups[line.purchase_order_id or ""].append(line)
        faults = [*_ownerless(groups.pop("", ()), record)]
        for order_id, own in groups.items():
            if order_id not in orders:
                orders[order_id] = await self.order(basis.tenant, order_id)
            faults += _add_order(basis, delivery, orders[order_id], order_id, own, found)
        found.faults += faults
        if not faults:
            found.records.add(record)


def _add_order(
    basis: Basis,
    delivery: ExportedDelivery,
    read: Batch[ExportedOrder],
    order_id: str,
    lines: Sequence[OrderedLine],
    found: Gathered,
) -> Sequence[RowFault]:
    record = record_of_delivery(delivery.id)
    if read.unreadable:
        return [_unreadable(record, order_id, one.fault) for one in read.unreadable]
    if not read.records:
        fault = InvalidData("purchaseOrderId", order_id, "a purchase order of Omnium")
        return [_unreadable(record, order_id, fault)]
    order = read.records[0]
    reason = why_not(order, basis.scope)
    if reason is None:
        found.sources.append(Source(order, lines, delivery))
    else:
        found.left_out.append(reason)
    return ()


def _ownerless(lines: Collection[OrderedLine], record: str) -> Sequence[RowFault]:
    """A line that names no order has no place in Flow."""
    fault = InvalidData("purchaseOrderId", None, "given")
    kind = RowKind.PURCHASE_ORDER_LINE
    return [
        RowFault(kind, f"{record}/{line.line_item_id}", record_uid(line.line_item_id or ""), record, fault)
        for line in lines
    ]


def _unreadable(record: str, name: str, fault: InvalidData) -> RowFault:
    return RowFault(RowKind.PURCHASE_ORDER, name, record_uid(name), record, fault)
