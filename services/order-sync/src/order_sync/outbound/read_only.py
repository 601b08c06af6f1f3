"""How a finished order is written to although nobody may edit it in Omnium (decision 0033). No I/O.

A sale that is finished is made read-only, as Omnium asks for (omnium.md 10.1). It then takes no status, no lines and no
payments; properties and returns it does. So it is opened for a plan that needs it, and closed again behind it.
"""

from dataclasses import replace
from typing import Final

from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.changes import AddLine, AddPayments, SetPrices, SetReadOnly, SetStatus, UpdateLines

_REFUSED: Final = (AddLine, AddPayments, SetPrices, SetStatus, UpdateLines)


def opened(plan: Plan, actual: OmniumOrder | None) -> Plan:
    """Return the plan with the order opened before its writes and closed after them, where it must be."""
    if actual is None or not actual.is_read_only:
        return plan
    if not any(isinstance(write, _REFUSED) for write in plan.writes):
        return plan
    return replace(plan, writes=(SetReadOnly(actual.id, False), *plan.writes, SetReadOnly(actual.id, True)))
