"""Gathers the evidence: reads the ledger from MongoDB and asks the simulators what they received."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from pymongo import MongoClient

from local_stack.simulators import Simulators
from rigs.chaos.evidence import Attempt, Call, Job, ShopOrder

_SUCCESS = range(200, 300)
_OMNIUM_ORDER = re.compile(r"/api/orders/(?P<key>[^/]+)", re.IGNORECASE)
_FLOW_ORDER = re.compile(r"/orders(?:/(?P<key>[^/]+)(?:/(?P<part>\w+))?)?$")


class Ledger:
    """Reads the ledger past the suite's own code. Use as a context manager."""

    def __init__(self, mongodb_url: str, database: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url, tz_aware=True, connect=False)
        self._jobs = self._client[database].jobs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def jobs(self, label: str) -> list[Job]:
        """The jobs whose key begins with the label."""
        found = self._jobs.find({"key": {"$regex": f"^{re.escape(label)}"}}, {"event": 0})
        return [job_of(document) for document in found]

    def states(self, label: str) -> Counter[str]:
        """How many jobs of the label are in each state."""
        return Counter(job.state for job in self.jobs(label))

    def count(self, tenant_uid: str, state: str) -> int:
        """How many jobs of a tenant are in a state."""
        return self._jobs.count_documents({"tenantUid": tenant_uid, "state": state})

    def fewest_failures(self, label: str) -> int:
        """How often the job has failed that has failed least."""
        return min(job.failures for job in self.jobs(label))


def job_of(document: Mapping[str, Any]) -> Job:
    """Read one entry of the ledger."""
    return Job(
        job_id=document["_id"],
        tenant_uid=document["tenantUid"],
        key=document["key"],
        record=document["record"],
        state=document["state"],
        ticket=document["ticket"],
        failures=document["failures"],
        accepted_at=document["acceptedAt"],
        attempts=tuple(_attempt(attempt) for attempt in document["attempts"]),
    )


def _attempt(document: Mapping[str, Any]) -> Attempt:
    started = document["startedAt"]
    ended = started + timedelta(seconds=document["durationSeconds"])
    return Attempt(started, ended, document["outcome"], document["message"])


def shop_orders(simulators: Simulators, tenant_uids: Sequence[str], label: str) -> list[ShopOrder]:
    """The orders in Flow whose number begins with the label."""
    return [
        _shop_order(uid, order)
        for uid in tenant_uids
        for order in simulators.flow("GET", f"/_sim/tenants/{uid}/orders")
        if str(order["externalOrderNumber"]).startswith(label)
    ]


def _shop_order(tenant_uid: str, order: Mapping[str, Any]) -> ShopOrder:
    return ShopOrder(
        tenant_uid=tenant_uid,
        number=order["externalOrderNumber"],
        state=order["orderState"],
        lines=tuple(item["externalId"] for item in order["items"]),
        handlings=tuple(handling["handlingUid"] for handling in order["orderhandlings"]),
    )


def order_calls(simulators: Simulators, label: str) -> list[Call]:
    """Every call to Omnium or Flow that concerned an order of the label."""
    to_omnium = (_omnium_call(call) for call in simulators.omnium("GET", "/_sim/calls"))
    to_flow = (_flow_call(call) for call in simulators.flow("GET", "/_sim/calls"))
    return [call for calls in (to_omnium, to_flow) for call in calls if call and call.key.startswith(label)]


def forget_calls(simulators: Simulators) -> None:
    """Have the simulators begin a new log of calls."""
    simulators.omnium("DELETE", "/_sim/calls")
    simulators.flow("DELETE", "/_sim/calls")


def _omnium_call(call: Mapping[str, Any]) -> Call | None:
    match = _OMNIUM_ORDER.search(call["path"])
    return replace(_call(call, match["key"], None), begins_run=True) if match else None


def _flow_call(call: Mapping[str, Any]) -> Call | None:
    match = _FLOW_ORDER.search(call["path"])
    if match is None:
        return None
    body = call["body"] or {}
    key = match["key"] or body.get("orderUid")
    return _call(call, key, _effect(call["method"], match["part"], body)) if key else None


def _effect(method: str, part: str | None, body: Mapping[str, Any]) -> str | None:
    if method == "GET":
        return None
    named = {"items": "externalId", "handlings": "handlingUid", "status": "status"}
    return f"made {part} {body.get(named[part])}" if part in named else "made the order"


def _call(call: Mapping[str, Any], key: str, effect: str | None) -> Call:
    return Call(
        key=key,
        effect=effect,
        began_at=_moment(call["at"]),
        ended_at=_moment(call["ended"]) if call["ended"] else datetime.now(UTC),
        succeeded=(call["status"] or 0) in _SUCCESS,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
