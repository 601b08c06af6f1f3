"""One order as both systems have it: in Omnium, in the shop, or in both; and the jobs that bring it to the other side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flow_omnium.flow.models import Order
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import RecordJob
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.identity import was_born_in_omnium


@dataclass(frozen=True)
class KnownOrder:
    """An order of Omnium and the orders of Flow that belong to it, by their uids; either may be missing."""

    omnium: OmniumOrder | None
    in_flow: Mapping[str, Order]

    def with_orders(self, orders: Iterable[Order]) -> "KnownOrder":
        """Return it with further orders of Flow."""
        return replace(self, in_flow={**self.in_flow, **{one.order_uid: one for one in orders}})

    @property
    def jobs(self) -> tuple[RecordJob, ...]:
        """Return the jobs of both directions: what the shop has sold goes to Omnium alone, as by an event."""
        return (*self._inbound(), *(job_of(JobKind.OUTBOUND_ORDER, one) for one in self.in_flow.values()))

    def _inbound(self) -> tuple[RecordJob, ...]:
        is_sale = any(not was_born_in_omnium(one) for one in self.in_flow.values())
        if self.omnium is None or is_sale:
            return ()
        told = {"objectId": self.omnium.id, "storeId": self.omnium.store_id}
        return (RecordJob(JobKind.INBOUND_ORDER, self.omnium.id, _given(told)),)

    @property
    def told(self) -> str:
        """Tell it from other orders, and nothing of who ordered."""
        sides = [_of_omnium(self.omnium), *(_of_flow(one) for one in self.in_flow.values())]
        return "; ".join(sides) if self.in_flow else f"{sides[0]}; not in Flow"


def job_of(kind: JobKind, order: Order) -> RecordJob:
    """Return the job of this kind for an order of Flow."""
    return RecordJob(
        kind, order.order_uid, _given({"orderUid": order.order_uid, "storeUid": order.store_uid})
    )


def _of_omnium(order: OmniumOrder | None) -> str:
    if order is None:
        return "not in Omnium"
    facts = {
        "number": order.order_number,
        "type": order.order_type,
        "status": order.status,
        "store": order.store_id,
        "created": _moment(order.created),
    }
    return f"order {order.id} of Omnium ({_listed(facts)})"


def _of_flow(order: Order) -> str:
    facts = {
        "number": order.order_number,
        "type": order.type,
        "state": order.order_state,
        "store": order.store_uid,
        "created": _moment(order.created_at),
    }
    return f"order {order.order_uid} of Flow ({_listed(facts)})"


def _listed(facts: Mapping[str, str | None]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value)


def _moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M}"


def _given(references: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name: value for name, value in references.items() if value is not None}
