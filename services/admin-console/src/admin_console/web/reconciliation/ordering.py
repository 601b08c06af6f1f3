"""Ordering a comparison from a page: a new one, or one of what a report has found."""

from admin_console.reconcile.ordering import order_kept
from admin_console.tenants.known import require_active
from admin_console.web.answers import Answer, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.reconciliation.wanted import FIX, told, wanted_of
from admin_console.web.rights import Right
from flow_omnium.reconciliation.order import ReconciliationOrder


async def order(ask: Ask) -> Answer:
    """Order one: a dry run takes the right to repair, one that makes jobs more than that."""
    tenant = ask.field("tenant") or ""
    ask.require(Right.HOLD if ask.field("mode") == FIX else Right.REPAIR, tenant)
    await require_active(ask.database, tenant)
    return await ordered(ask, wanted_of(ask, tenant))


async def ordered(ask: Ask, wanted: ReconciliationOrder) -> SeeOther:
    """Order it, kept as an act, and lead to its report."""
    act = ask.act("reconcile", ask.field("reason"))
    done, number = await order_kept(ask.database, wanted, act, told(wanted))
    said = "is queued" if done.is_new else "was queued already"
    return SeeOther(f"/reconciliation/{done.id}", f"It {said}: act {number}")
