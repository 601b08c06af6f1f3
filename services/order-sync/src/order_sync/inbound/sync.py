"""The sync of `inbound-order` jobs: brings an order of Omnium to the shop."""

from dataclasses import replace

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tenants.tenant import Tenant
from order_sync.customers.memory import CustomerMemory
from order_sync.inbound.changes import (
    AddDiscount,
    AddLine,
    AddSettlement,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    CreateCustomer,
    CreateOrder,
    LookAgain,
    RemoveLine,
)
from order_sync.inbound.gather import gather
from order_sync.inbound.look_again import looks_again
from order_sync.inbound.plan import decide
from order_sync.inbound.shops import shops_touched, shops_with
from order_sync.lines.shop_lines import tax_flags


class InboundOrderSync:
    """Plans and applies jobs; the key is Omnium's order id."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, marks: CustomerMarks | None = None) -> None:
        self._omnium = omnium
        self._flow = flow
        self._marks = marks or MemoryMarks()

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        gathered = await gather(self._omnium, self._flow, job, job.marks or self._marks)
        decided = decide(gathered)
        touched = shops_touched(decided.writes)
        planned = replace(decided, stores=touched)
        # After those that the plan touches: the order may be in further ones.
        job.journal.in_store(*touched, *shops_with(gathered.own))
        if job.wakes is None:
            return planned
        again = [one for one in looks_again(gathered, planned, job.tenant) if not await _is_due(job, one)]
        return replace(planned, writes=(*planned.writes, *again))

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        if isinstance(write, LookAgain) and job.wakes is not None:
            event = {"orderUid": write.order_uid, "storeUid": write.store_uid or ""}
            await job.wakes(JobKind.OUTBOUND_ORDER, write.order_uid, event)
            return
        if isinstance(write, CreateCustomer):
            # Marked first: if the run dies in between, the customer that the next one makes is still known as ours.
            memory, uid = CustomerMemory(job.marks or self._marks, job.tenant), write.customer.customer_uid
            await memory.keep_told(uid, write.as_omnium, is_guest=write.is_guest)
        for flag in await apply(self._flow, job.tenant, write):
            job.journal.flag(flag)


async def _is_due(job: JobContext, look: LookAgain) -> bool:
    return await job.awaits(JobKind.OUTBOUND_ORDER, look.order_uid)


async def apply(flow: FlowClient, tenant: Tenant, write: Write) -> tuple[str, ...]:
    """Carry out one change; return flags for what the shop did otherwise (the tax of a line). Raises ApiError, Deferred."""
    if isinstance(write, AddLine):
        added = await flow.orders.add_item(tenant, write.order, write.item)
        return tuple(tax_flags([(write.item.external_id, write.tax_rate, added)]))
    await _apply(flow, tenant, write)
    return ()


async def _apply(flow: FlowClient, tenant: Tenant, write: Write) -> None:
    match write:
        case CreateCustomer(customer):
            await flow.customers.create(tenant, customer)
        case CreateOrder(store_uid, order):
            await flow.orders.create(tenant, store_uid, order)
        case ChangeLine() | RemoveLine():
            await _apply_to_line(flow, tenant, write)
        case AddDiscount() | AddSettlement():
            await _apply_to_money(flow, tenant, write)
        case ChangeHeader() | AttachHandling() | ChangeState():
            await _apply_to_order(flow, tenant, write)
        case _:
            message = f"{type(write).__name__} is no write of an inbound order"
            raise TypeError(message)


async def _apply_to_line(flow: FlowClient, tenant: Tenant, write: ChangeLine | RemoveLine) -> None:
    match write:
        case ChangeLine(ref, item_uid, _, change):
            await flow.orders.change_item(tenant, ref, item_uid, change)
        case RemoveLine(ref, item_uid):
            await flow.orders.remove_item(tenant, ref, item_uid)


async def _apply_to_money(flow: FlowClient, tenant: Tenant, write: AddDiscount | AddSettlement) -> None:
    match write:
        case AddDiscount(ref, discount):
            await flow.orders.add_discount(tenant, ref, discount)
        case AddSettlement(ref, settlement):
            await flow.orders.add_settlement(tenant, ref, settlement)


async def _apply_to_order(
    flow: FlowClient, tenant: Tenant, write: ChangeHeader | AttachHandling | ChangeState
) -> None:
    match write:
        case ChangeHeader(ref, header):
            await flow.orders.change_header(tenant, ref, header)
        case AttachHandling(ref, handling_uid):
            await flow.orders.attach_handling(tenant, ref, handling_uid)
        case ChangeState(ref, state):
            await flow.orders.change_state(tenant, ref, state)
