"""The sync of `order-receipt` jobs: brings an order's receipts, as invoices with their PDF, to Omnium."""

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from order_sync.receipts.changes import AttachDocument, SendInvoice
from order_sync.receipts.gather import ReceiptGatherer
from order_sync.receipts.plan import plan_receipts, reason_to_keep


class OrderReceiptSync:
    """Plans and applies jobs; the key is Flow's uid of an order.

    The PDF is fetched before an invoice is planned, so no invoice is left without its document.
    """

    def __init__(self, omnium: OmniumClient, flow: FlowClient, marks: CustomerMarks | None = None) -> None:
        self._omnium = omnium
        self._flow = flow
        self._marks = marks or MemoryMarks()

    async def plan(self, job: JobContext) -> Plan:
        """Compare both sides. Raises Failed for an order that Flow has not, or that has no receipt yet."""
        if reason := reason_to_keep(job.tenant.parameters):
            return Plan(reason=reason)
        gatherer = ReceiptGatherer(self._omnium, self._flow, job, job.marks or self._marks)
        order = await gatherer.order(job.key)
        facts = await gatherer.facts(await gatherer.receipts(order))
        return plan_receipts(facts, await gatherer.context(order, facts))

    async def apply(self, job: JobContext, write: Write) -> None:
        """Carry out one write; each can be repeated."""
        match write:
            case SendInvoice(invoice):
                await self._omnium.invoices.put(job.tenant, invoice)
            case AttachDocument(uid, name, content):
                await self._omnium.invoices.add_asset(job.tenant, uid, uid, name, content)
            case _:
                message = f"{type(write).__name__} is no write of a receipt"
                raise TypeError(message)
