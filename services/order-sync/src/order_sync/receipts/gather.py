"""Reads an order's receipts, what Omnium has of them, and the documents that it lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer, Order, Receipt, ReceiptSearch
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.tenant import Tenant
from order_sync.lines.given import given
from order_sync.receipts.context import InvoiceContext, context_of
from order_sync.receipts.facts import ReceiptFacts, lacks_document
from order_sync.receipts.person import customer_uid
from order_sync.to_omnium.payments import PaymentNames

_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ReceiptGatherer:
    """Reads for one tenant."""

    omnium: OmniumClient
    flow: FlowClient
    tenant: Tenant

    async def order(self, order_uid: str) -> Order:
        """Read the order. Raises Failed if Flow has none of that uid."""
        order = await self.flow.orders.read(self.tenant, order_uid)
        if order is None:
            message = f"Flow has no order {order_uid}"
            raise Failed(message)
        return order

    async def receipts(self, order: Order) -> Sequence[Receipt]:
        """Read the order's receipts, the oldest first. Raises Failed if there is none yet."""
        search = ReceiptSearch(order_number=given("orderNumber", order.order_number))
        listed = await self.flow.receipts.search(self.tenant, search)
        # Another store's order may have the same number.
        uids = {item.order_receipt_uid: None for item in listed if item.order_uid == order.order_uid}
        if not uids:
            message = f"Flow lists no receipt of order {order.order_uid}"
            raise Failed(message)
        receipts = [await self.flow.receipts.read(self.tenant, uid) for uid in uids]
        return sorted(receipts, key=lambda receipt: receipt.created_at or _LAST)

    async def lacking(self, receipts: Iterable[Receipt]) -> Sequence[ReceiptFacts]:
        """Find those that Omnium lacks, whole or without their document, and fetch their documents."""
        found: list[ReceiptFacts] = []
        for receipt in receipts:
            invoice = await self.omnium.invoices.find(self.tenant, receipt.order_receipt_uid)
            if lacks_document(receipt, invoice):
                found.append(ReceiptFacts(receipt, invoice, await self._document(receipt)))
        return found

    async def context(self, order: Order, receipts: Iterable[Receipt]) -> InvoiceContext:
        """Read what invoices need beside their receipts."""
        methods = await self.flow.tenants.payment_methods(self.tenant)
        return context_of(
            self.tenant,
            order=order,
            customers=await self._customers(order, receipts),
            names=PaymentNames(self.tenant.payment_methods, methods),
            known=await self.flow.tenants.read(self.tenant),
        )

    async def _document(self, receipt: Receipt) -> bytes | Failed:
        try:
            return await self.flow.receipts.download(self.tenant, receipt.order_receipt_uid)
        except Failed as failure:
            return failure

    async def _customers(self, order: Order, receipts: Iterable[Receipt]) -> Mapping[str, Customer]:
        uids = {customer_uid(receipt, order) for receipt in receipts}
        found = [await self.flow.customers.read(self.tenant, uid) for uid in sorted(filter(None, uids))]
        return {customer.customer_uid: customer for customer in found if customer is not None}
