"""The plan for a return: goods that the shop has taken back and paid for (omnium.md 4.8). No I/O."""

from collections.abc import Iterator
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import NewReturn
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import Failed
from order_sync.omnium_standing import Standing, standing_of
from order_sync.outbound.changes import CreateReturn
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.return_lines import return_lines
from order_sync.to_omnium.identity import omnium_order_id
from order_sync.to_omnium.payments import settled_amount

DONE: Final = "the return stands in Omnium already"
NOTHING: Final = "nothing was taken back"


def plan_return(gathered: Gathered) -> Plan:
    """Make the return once, known by its RMA number.

    Raises Failed while the original order is missing on either side, Deferred while it is Queued, and InvalidData.
    """
    order = gathered.order
    original = _original(gathered)
    actual = _in_omnium(gathered, omnium_order_id(original))
    standing = standing_of(actual.status, gathered.cancelled)
    if any(form.rma_number == order.order_uid for form in actual.return_order_forms):
        return Plan(reason=DONE)
    if standing is Standing.CANCELLED:
        flag = f"goods came back of order {actual.id}, which is {actual.status} in Omnium"
        return Plan(reason=flag, flags=(flag,))
    return Plan(tuple(_writes(order, original, actual)), NOTHING)


def _original(gathered: Gathered) -> Order:
    if gathered.original is None:
        message = (
            f"Flow has no order {gathered.order.original_order_uid}, which is the original of the return"
        )
        raise Failed(message)
    return gathered.original


def _in_omnium(gathered: Gathered, order_id: str) -> OmniumOrder:
    if gathered.omnium is None:
        message = f"order {order_id} is not in Omnium yet: its return waits for it"
        raise Failed(message)
    return gathered.omnium


def _writes(order: Order, original: Order, actual: OmniumOrder) -> Iterator[CreateReturn]:
    lines = return_lines(order, original, actual)
    if lines:
        new = NewReturn(
            rma_number=order.order_uid,
            store_id=order.store_uid,
            returns=lines,
            credit_amount=abs(settled_amount(order.settlements)),
        )
        yield CreateReturn(actual.id, new)
