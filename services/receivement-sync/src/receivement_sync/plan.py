"""What must be written so that Omnium knows of a reception what the shop knows. No I/O."""

from flow_omnium.jobs.sync import Plan
from flow_omnium.outcomes import InvalidData
from receivement_sync.confirmations import plan_confirmations
from receivement_sync.gathered import Gathered
from receivement_sync.levels import level_change


def plan(gathered: Gathered) -> Plan:
    """Confirm the receptions of a purchase order that Omnium has; of another, tell the stock levels, if they are Flow's."""
    if gathered.known is not None:
        return plan_confirmations(gathered, gathered.known)
    if not gathered.is_stock_master:
        reason = (
            f"Omnium has no such purchase order, and the stock of store {gathered.store_uid} is not Flow's"
        )
        return Plan(reason=reason)
    return _plan_levels(gathered)


def _plan_levels(gathered: Gathered) -> Plan:
    changes = (level_change(levels) for levels in gathered.levels)
    unknown = sorted(gathered.unknown_warehouses)
    failure = InvalidData("warehouseUid", unknown[0], "a warehouse of Omnium") if unknown else None
    writes = tuple(change for change in changes if change is not None)
    return Plan(writes, "the stock levels agree", failure=failure)
