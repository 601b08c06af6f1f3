"""Whether the order that a return gives back, and that is missing, is worth waiting for (decision 0032)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderType
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from order_sync.to_omnium.identity import was_born_in_omnium

WAITED_FOR: Final = timedelta(days=1)
"""How long after a sale its event may still come: lost ones are found by the next poll or reconciliation."""


async def original_may_come(job: JobContext, returned: Order, original: Order | None) -> bool:
    """Tell whether the original may still come: a job is to bring it to Omnium, or it is too young to be given up.

    An `original` that Flow has not is waited for as long as the return itself is young. One that Omnium made and has
    no more, and what is no sale, no job of ours will ever bring there.
    """
    if original is None:
        return _is_young(returned, job.started_at)
    if was_born_in_omnium(original) or original.type in (
        OrderType.OFFER,
        OrderType.PAYMENT,
        OrderType.RETURN,
    ):
        return False
    is_underway = await job.awaits(JobKind.OUTBOUND_ORDER, original.order_uid)
    return is_underway or _is_young(original, job.started_at)


def _is_young(order: Order, now: datetime) -> bool:
    return any(moment + WAITED_FOR > now for moment in _given(_moments(order)))


def _moments(order: Order) -> Iterator[datetime | None]:
    yield order.created_at
    for settlement in order.settlements:
        yield from (settlement.created_at, settlement.settled_at)


def _given(moments: Iterable[datetime | None]) -> Iterator[datetime]:
    yield from (moment for moment in moments if moment is not None)
