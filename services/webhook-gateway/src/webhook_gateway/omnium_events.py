"""Decides which of Omnium's events need a job.

An event tells that a record changed, never what it holds now: https://api.omnium.no/docs/oms/docs.json.
"""

from collections.abc import Mapping
from typing import Any

from flow_omnium.jobs.kinds import JobKind
from webhook_gateway.admission import Admission, Unwanted, Wanted, reference_of, shown, usable_id

ORDER_CLASS = "order"
ORDER_CATEGORIES = frozenset(
    {"created", "added", "updated", "workflow", "canceled", "deleted", "imported"},
)

# Not user, userId, employee, message: who did it is personal, and the text is not for machines.
REFERENCE_FIELDS = (
    "id",
    "operationId",
    "timestamp",
    "className",
    "subClassName",
    "objectId",
    "objectNumber",
    "category",
    "market",
    "storeId",
    "status",
    "previousStatus",
    "origin",
)


def admit_omnium_event(event: Mapping[str, Any]) -> Admission:
    """Decide on one event of any of the three variants. Raises BadEventError without a usable objectId."""
    key = usable_id(event.get("objectId"), "objectId")
    class_name = event.get("className")
    if _folded(class_name) != ORDER_CLASS:
        return Unwanted(f"className {shown(class_name)} is not Order")
    category = event.get("category")
    if _folded(category) not in ORDER_CATEGORIES:
        return Unwanted(f"category {shown(category)} of an order changes nothing")
    return Wanted(JobKind.INBOUND_ORDER, key, reference_of(event, REFERENCE_FIELDS))


# Omnium writes class names and categories in several cases.
def _folded(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""
