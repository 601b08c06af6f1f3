"""Plans which levels of a warehouse Omnium is told, where the stock is Flow's: those that differ, and no other."""

from flow_omnium.jobs.sync import Plan, together
from flow_omnium.outcomes import InvalidData
from receivement_sync.levels import ambiguous, level_change, unreadable
from receivement_sync.stock.gathered import ChangedStock


def plan_stock(found: ChangedStock) -> Plan:
    """Set what differs. A level that cannot be read keeps no other from being set; SKUs of several products are flagged."""
    if not found.is_known:
        reason = f"Omnium has no warehouse {found.warehouse}"
        fault = InvalidData("warehouseUid", found.warehouse, "a warehouse of Omnium")
        return Plan(reason=reason, flags=(str(fault),))
    if found.levels is None:
        return Plan(reason=_why_nothing(found))
    change = level_change(found.levels)
    writes = (change,) if change is not None else ()
    failure = together(tuple(unreadable(found.levels)))
    return Plan(
        writes, "the stock levels agree", tuple(ambiguous(found.levels)), failure, is_independent=True
    )


def _why_nothing(found: ChangedStock) -> str:
    if found.refusal is not None:
        return f"no store whose stock is Flow's may view warehouse {found.warehouse}: {found.refusal}"
    if found.owner is None:
        return f"nothing has changed in warehouse {found.warehouse}"
    return f"nothing has changed in warehouse {found.warehouse}, or the stock of store {found.owner} is not Flow's"
