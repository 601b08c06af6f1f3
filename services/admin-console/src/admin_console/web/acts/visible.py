"""Which acts a visitor sees: those on the tenants that the visitor sees, and the visitor's own."""

from admin_console.web.answers import NotThere
from admin_console.web.ask import Ask
from admin_console.web.rights import Visitor
from flow_omnium.jobs.operator.audit_trail import AuditTrail, KeptEntry


async def visible_act(ask: Ask, number: int) -> KeptEntry:
    """Return an act. Raises NotThere where there is none of this number for the visitor."""
    act = await AuditTrail(ask.database).one(number)
    if act is None or not sees(ask.visitor, act):
        raise NotThere("There is no such act", [f"No act has the number {number}."], {"All acts": "/acts"})
    return act


def sees(visitor: Visitor, act: KeptEntry) -> bool:
    """Tell whether an act exists for the visitor."""
    return visitor.tenants is None or act.tenant in visitor.tenants or act.by == visitor.sub
