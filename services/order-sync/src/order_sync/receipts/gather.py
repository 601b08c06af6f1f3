"""Reads an order's receipts from Flow, their invoices from Omnium, and the PDFs that Omnium lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer, Order, Receipt, ReceiptSearch
from flow_omnium.flow.states import OrderType
from flow_omnium.flow.versions import receipt_version
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Failed, RecordMissing
from flow_omnium.tenants.tenant import Tenant
from order_sync.called import note_flow_orders
from order_sync.customers.gather import CustomerGathering
from order_sync.customers.identity import order_trouble
from order_sync.flow_orders import original_may_come
from order_sync.identity import is_guest, omnium_order_id
from order_sync.lines.amounts import given
from order_sync.receipts.gathered import (
    InvoiceContext,
    InvoicedOrder,
    ReceiptFacts,
    context_of,
    lacks_document,
    order_of_return,
)
from order_sync.receipts.receipt_to_invoice import customer_uid
from order_sync.to_omnium.payments import PaymentNames

_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ReceiptGatherer:
    """Reads for one job."""

    omnium: OmniumClient
    flow: FlowClient
    job: JobContext
    marks: CustomerMarks

    @property
    def tenant(self) -> Tenant:
        """The job's tenant."""
        return self.job.tenant

    async def order(self, order_uid: str) -> Order:
        """Read the order. Raises RecordMissing if Flow has none of that uid."""
        order = await self.flow.orders.read(self.tenant, order_uid)
        if order is None:
            message = f"Flow has no order {order_uid}"
            raise RecordMissing(message)
        self.job.journal.in_store(order.store_uid)
        note_flow_orders(self.job.journal, [order])
        self.job.journal.called(omnium_order_id(order))
        return order

    async def receipts(self, order: Order) -> Sequence[Receipt]:
        """Read the order's receipts, the oldest first. Raises RecordMissing if there is none yet."""
        search = ReceiptSearch(order_number=given("orderNumber", order.order_number))
        listed = await self.flow.receipts.search(self.tenant, search)
        # Another store's order may have the same number.
        uids = {item.order_receipt_uid: None for item in listed if item.order_uid == order.order_uid}
        # The event may be ahead of Flow's search: the next attempt finds it.
        if not uids:
            message = f"Flow lists no receipt of order {order.order_uid}"
            raise RecordMissing(message)
        receipts = [await self.flow.receipts.read(self.tenant, uid) for uid in uids]
        for receipt in receipts:
            self.job.journal.saw(receipt_version(receipt))
            self.job.journal.called(receipt.voucher_number, receipt.order_receipt_uid)
        return sorted(receipts, key=lambda receipt: receipt.created_at or _LAST)

    async def facts(self, receipts: Iterable[Receipt]) -> Sequence[ReceiptFacts]:
        """Find the invoice of each receipt, and fetch the PDF where Omnium lacks it."""
        found: list[ReceiptFacts] = []
        for receipt in receipts:
            invoice = await self.omnium.invoices.find(self.tenant, receipt.order_receipt_uid)
            document = await self._document(receipt) if lacks_document(receipt, invoice) else None
            found.append(ReceiptFacts(receipt, invoice, document))
        return found

    async def context(self, order: Order, facts: Iterable[ReceiptFacts]) -> InvoiceContext:
        """Read what invoices need besides; customers and payment methods only where an invoice is to be sent."""
        sent = [one.receipt for one in facts if one.document is not None]
        methods = await self.flow.tenants.payment_methods(self.tenant) if sent else ()
        customers = await self._customers(order, sent)
        return context_of(
            self.tenant,
            order=order,
            customers=customers,
            nameless=await self._nameless(customers),
            names=PaymentNames(self.tenant.payment_methods, methods),
            known=await self.flow.tenants.read(self.tenant),
            now=self.job.started_at,
            credited=await self._credited(order),
        )

    async def _nameless(self, customers: Mapping[str, Customer]) -> Mapping[str, str]:
        customers_of_omnium = CustomerGathering(self.omnium, self.flow, self.marks, self.tenant)
        troubles = {
            uid: order_trouble(await customers_of_omnium.known(customer))
            for uid, customer in customers.items()
        }
        return {uid: trouble for uid, trouble in troubles.items() if trouble}

    async def _credited(self, order: Order) -> InvoicedOrder | None:
        uid = order.original_order_uid if order.type == OrderType.RETURN else None
        original = await self.flow.orders.read(self.tenant, uid) if uid else None
        is_expected = uid is not None and await self._is_expected(order, original, uid)
        return order_of_return(order, original, is_expected=is_expected)

    async def _is_expected(self, order: Order, original: Order | None, uid: str) -> bool:
        order_id = omnium_order_id(original) if original else uid
        if await self.omnium.orders.find(self.tenant, order_id) is not None:
            return True
        return await original_may_come(self.job, order, original)

    async def _document(self, receipt: Receipt) -> bytes | Failed:
        try:
            return await self.flow.receipts.download(self.tenant, receipt.order_receipt_uid)
        # Kept, not raised: one receipt that cannot be printed holds up no other (decision 14).
        except Failed as failure:
            return failure

    async def _customers(self, order: Order, receipts: Iterable[Receipt]) -> Mapping[str, Customer]:
        uids = {customer_uid(receipt, order) for receipt in receipts}
        found = [await self.flow.customers.read(self.tenant, uid) for uid in sorted(filter(None, uids))]
        shared = self.tenant.shared_ids
        return {one.customer_uid: one for one in found if one is not None and not is_guest(one, shared)}
