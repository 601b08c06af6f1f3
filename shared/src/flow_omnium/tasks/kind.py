"""The scheduled tasks there are, and which of them must have gone well before another one begins."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class TaskName(StrEnum):
    """A task by its name: of those of the catalogue its `implementationType`, of which the first five are Omnium's published ones."""

    INVENTORY = "FlowInventoryScheduledTask"
    PRICE = "FlowPriceScheduledTask"
    COST_PRICE = "FlowCostPriceScheduledTask"
    SOA = "FlowSoaScheduledTask"
    CATEGORY = "FlowCategoryScheduledTask"
    PRODUCT = "FlowProductScheduledTask"
    STORE = "FlowStoreScheduledTask"
    PURCHASE_ORDER = "FlowPurchaseOrderScheduledTask"
    DELIVERY = "FlowDeliveryScheduledTask"
    POLL_OMNIUM_ORDERS = "OmniumOrderPoll"
    POLL_FLOW_ORDERS = "FlowOrderPoll"
    POLL_RECEIPTS = "FlowReceiptPoll"
    POLL_RECEIVEMENTS = "FlowReceivementPoll"
    POLL_STOCK = "FlowStockPoll"
    RECONCILE_ORDERS = "OrderReconciliation"
    RECONCILE_GOODS = "GoodsReconciliation"


POLLS: Final = frozenset(
    {
        TaskName.POLL_OMNIUM_ORDERS,
        TaskName.POLL_FLOW_ORDERS,
        TaskName.POLL_RECEIPTS,
        TaskName.POLL_RECEIVEMENTS,
        TaskName.POLL_STOCK,
    }
)
"""Those that look for what no event has told; they write nothing, and make jobs."""

POLLED: Final = "polled"
"""The field of a job's event that names the poll that has made it."""

RECONCILIATIONS: Final = frozenset({TaskName.RECONCILE_ORDERS, TaskName.RECONCILE_GOODS})
"""Those that compare both systems record by record, which may take hours."""

CATALOGUE: Final = frozenset(TaskName) - POLLS - RECONCILIATIONS
"""Those that bring the catalogue to Flow, which a tenant's section `catalog` schedules."""


_AFTER_PRODUCTS: Final = (TaskName.STORE, TaskName.CATEGORY, TaskName.PRODUCT)

PREREQUISITES: Final[Mapping[TaskName, Collection[TaskName]]] = MappingProxyType(
    {
        TaskName.STORE: (),
        TaskName.CATEGORY: (TaskName.STORE,),
        TaskName.PRODUCT: (TaskName.STORE, TaskName.CATEGORY),
        TaskName.INVENTORY: _AFTER_PRODUCTS,
        TaskName.PRICE: _AFTER_PRODUCTS,
        TaskName.COST_PRICE: _AFTER_PRODUCTS,
        TaskName.SOA: _AFTER_PRODUCTS,
        TaskName.PURCHASE_ORDER: _AFTER_PRODUCTS,
        TaskName.DELIVERY: _AFTER_PRODUCTS,
        **dict.fromkeys((*POLLS, *RECONCILIATIONS), ()),
    }
)
"""What a task's first run waits for, where that is scheduled too: a price is refused whose product does not exist yet."""
