"""How far a visitor's act on many jobs reaches."""

from admin_console.web.answers import NotAllowed
from admin_console.web.rights import Right, Visitor
from flow_omnium.jobs.operator.choosing import Chosen

MANY = 500
"""To try more jobs than this takes the right to hold them up as well."""


def tenants_with(visitor: Visitor, right: Right) -> frozenset[str] | None:
    """Return the tenants in which the visitor has the right; None: in all of them."""
    if visitor.may(right):
        return None
    named = {grant.tenant_uid for grant in visitor.grants if grant.tenant_uid is not None}
    return frozenset(tenant for tenant in named if visitor.may(right, tenant))


def require_for_many(visitor: Visitor, chosen: Chosen) -> None:
    """Raise NotAllowed where so many are chosen that it takes more of a right than the visitor has in one of the tenants."""
    if chosen.count <= MANY:
        return
    lacking = sorted(tenant for tenant in chosen.tenants if not visitor.may(Right.HOLD, tenant))
    if lacking:
        message = f"Your roles let you act on {MANY} jobs at once at most in {', '.join(lacking)}"
        raise NotAllowed(message)
