"""Decides which of Omnium's events need a job.

An event tells that a record changed, never what it holds now: https://api.omnium.no/docs/oms/docs.json.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.kinds import EVERY_STORE, WHATEVER_CHANGED, JobKind
from webhook_gateway.admission import (
    Admission,
    BadEventError,
    Unwanted,
    Wanted,
    reference_of,
    shown,
    usable_id,
)

CATEGORIES: Final = frozenset({"created", "added", "updated", "workflow", "canceled", "deleted", "imported"})
"""The categories of an event after which a record may hold something else."""

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


def _of_its_record(event: Mapping[str, Any]) -> str:
    return usable_id(event.get("objectId"), "objectId")


def _of_its_record_or_many(event: Mapping[str, Any]) -> str:
    # A change of many products at once is one event, which may name none of them.
    try:
        return _of_its_record(event)
    except BadEventError:
        return WHATEVER_CHANGED


def _of_all(_event: Mapping[str, Any]) -> str:
    return EVERY_STORE


@dataclass(frozen=True)
class _Rule:
    """What the events of one class need: which job, and how its key is found."""

    kind: JobKind
    key: Callable[[Mapping[str, Any]], str]
    operations: tuple[range, ...] = ()
    """Operation ids that count whatever their category is called (catalog.md 5)."""


_RULES: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        "order": _Rule(JobKind.INBOUND_ORDER, _of_its_record),
        "product": _Rule(
            JobKind.PRODUCT_EXPORT,
            _of_its_record_or_many,
            (range(140101, 140111), range(240100, 240120), range(510102, 510103)),
        ),
        "store": _Rule(JobKind.STORE_EXPORT, _of_all, (range(270100, 270103), range(370100, 370108))),
        "purchaseorder": _Rule(
            JobKind.PURCHASE_ORDER_EXPORT,
            _of_its_record,
            (range(151102, 151103), range(251100, 251117), range(351100, 351105)),
        ),
        "delivery": _Rule(
            JobKind.DELIVERY_EXPORT, _of_its_record, (range(252101, 252116), range(352112, 352117))
        ),
    }
)


def admit_omnium_event(event: Mapping[str, Any]) -> Admission:
    """Decide on one event of any of the three variants. Raises BadEventError for one that lacks the id that its job needs."""
    class_name = event.get("className")
    rule = _RULES.get(_folded(class_name))
    if rule is None:
        _of_its_record(event)  # an event that names no record is none, whatever it is about
        named = "no className" if class_name is None else f"className {shown(class_name)}"
        return Unwanted(f"{named}; jobs are made for {', '.join(_RULES)}")
    key = rule.key(event)
    category = event.get("category")
    if _folded(category) not in CATEGORIES and not _is_one_of(event.get("operationId"), rule.operations):
        named = "no category" if category is None else f"category {shown(category)}"
        return Unwanted(f"{named} of {shown(class_name)}: it changes nothing")
    return Wanted(rule.kind, key, reference_of(event, REFERENCE_FIELDS))


def _is_one_of(operation_id: object, ranges: tuple[range, ...]) -> bool:
    return isinstance(operation_id, int | str) and any(str(operation_id) in map(str, one) for one in ranges)


# Omnium writes class names and categories in several cases.
def _folded(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""
