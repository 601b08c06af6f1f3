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
    """Return the plan with the order opened before the first write that needs it, and closed after the last of all.

    What comes before rests on the version of the order that was read.
    """
    if actual is None or not actual.is_read_only:
        return plan
    refused = (at for at, write in enumerate(plan.writes) if isinstance(write, _REFUSED))
    first = next(refused, None)
    if first is None:
        return plan
    before, rest = plan.writes[:first], plan.writes[first:]
    opening, closing = SetReadOnly(actual.id, False), SetReadOnly(actual.id, True)
    return replace(plan, writes=(*before, opening, *rest, closing))
