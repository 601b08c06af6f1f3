"""Decides which of Flow's webhooks need a job, and which record each is about.

Their names and payloads: https://docs.flowretail.com/api/introduction/webhooks. Names that this page lacks are understood when
they come, and nothing relies on them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flow_omnium.jobs.kinds import JobKind
from webhook_gateway.admission import (
    Admission,
    BadEventError,
    Unwanted,
    Wanted,
    is_plain,
    shown,
    unusable,
    usable_id,
)

ORDER_PREFIX = "ORDER_"
RECEIVEMENT_PREFIX = "RECEIVEMENT_"

KIND_BY_ACTION: Mapping[str, JobKind] = MappingProxyType(
    {
        "ORDER_RECEIPT_SETTLED": JobKind.ORDER_RECEIPT,
        "CUSTOMER_CREATE": JobKind.OUTBOUND_CUSTOMER,
        "CUSTOMER_UPDATE": JobKind.OUTBOUND_CUSTOMER,
        "CUSTOMER_DELETE": JobKind.OUTBOUND_CUSTOMER,
        "PURCHASE_RECEIVED": JobKind.RECEIVEMENT,
        "STOCK_CHANGE": JobKind.STOCK_LEVEL,
    }
)
KIND_BY_PREFIX: Mapping[str, JobKind] = MappingProxyType(
    {ORDER_PREFIX: JobKind.OUTBOUND_ORDER, RECEIVEMENT_PREFIX: JobKind.RECEIVEMENT}
)

# The record that names the job, by kind; the first that the event carries.
RECORDS_BY_KIND: Mapping[JobKind, tuple[str, ...]] = MappingProxyType(
    {
        JobKind.OUTBOUND_ORDER: ("order",),
        JobKind.ORDER_RECEIPT: ("order",),
        JobKind.OUTBOUND_CUSTOMER: ("customer",),
        JobKind.RECEIVEMENT: ("purchaseOrder", "receivement"),
        # Not the product: of all that changes in a warehouse within some seconds one job tells.
        JobKind.STOCK_LEVEL: ("warehouse",),
    }
)
REFERENCES = ("store", "order", "orderHandling", "customer", "purchaseOrder", "receivement", "warehouse")


def admit_flow_event(event: Mapping[str, Any]) -> Admission:
    """Decide on one webhook. Raises BadEventError when it lacks the record that its action is about."""
    action = event.get("action")
    if not isinstance(action, str) or not is_plain(action):
        raise BadEventError(unusable("action", action, "a short text"))
    kind = _kind_of(action)
    if kind is None:
        return Unwanted(f"action {shown(action)} changes nothing in Omnium")
    return Wanted(kind, _key_of(kind, event), _reference(action, event))


def _kind_of(action: str) -> JobKind | None:
    # Any other event of an order or a reception is a hint that it changed: the worker reads what it holds now.
    exact = KIND_BY_ACTION.get(action)
    if exact is not None:
        return exact
    return next((kind for prefix, kind in KIND_BY_PREFIX.items() if action.startswith(prefix)), None)


def _key_of(kind: JobKind, event: Mapping[str, Any]) -> str:
    names = RECORDS_BY_KIND[kind]
    name = next((name for name in names if event.get(name) is not None), names[0])
    return usable_id(_uid_of(event.get(name)), f"{name}.Uid")


def _uid_of(record: object) -> object:
    # Flow writes `Uid` with a capital in webhooks and `uid` nowhere yet; both are read.
    return record.get("Uid", record.get("uid")) if isinstance(record, Mapping) else None


def _reference(action: str, event: Mapping[str, Any]) -> dict[str, Any]:
    uids = {name: _uid_of(event.get(name)) for name in REFERENCES}
    return {"action": action} | {f"{name}Uid": uid for name, uid in uids.items() if is_plain(uid)}
