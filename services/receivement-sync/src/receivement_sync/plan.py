"""What must be written so that Omnium knows of a reception what the shop knows. No I/O."""

from collections.abc import Iterator

from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.outcomes import InvalidData
from receivement_sync.confirmations import plan_confirmations
from receivement_sync.gathered import Gathered
from receivement_sync.items import items_of
from receivement_sync.levels import ambiguous, level_change, unnamed
from receivement_sync.wording import together


def plan(gathered: Gathered) -> Plan:
    """Confirm the receptions of a purchase order that Omnium has; of another, tell the stock levels, if they are Flow's."""
    receptions = {f"reception {one.receivement_uid} in Flow": one for one in gathered.receivements}
    return telling(_planned(gathered), receptions)


def _planned(gathered: Gathered) -> Plan:
    if gathered.known is not None:
        return plan_confirmations(gathered, gathered.known)
    if not gathered.is_stock_master:
        uid = gathered.receivements[0].purchase_order_uid
        order = (
            "the reception has no purchase order" if uid is None else f"Omnium has no purchase order {uid}"
        )
        return Plan(reason=f"{order}, and the stock of store {gathered.store_uid} is not Flow's")
    return _plan_levels(gathered)


def _plan_levels(gathered: Gathered) -> Plan:
    changes = (level_change(levels) for levels in gathered.levels)
    writes = tuple(change for change in changes if change is not None)
    return Plan(writes, "the stock levels agree", failure=together([*_faults(gathered)]))


def _faults(gathered: Gathered) -> Iterator[InvalidData]:
    for code in sorted(gathered.unknown_warehouses):
        yield InvalidData("warehouseUid", code, "a warehouse of Omnium")
    yield from unnamed(items_of(gathered.receivements))
    for levels in gathered.levels:
        yield from ambiguous(levels)
