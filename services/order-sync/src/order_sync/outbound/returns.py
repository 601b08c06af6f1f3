"""Plans a return: goods that the shop has taken back, and the money it gave back for them (omnium.md 4.8)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import Order
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models import NewReturn, OrderForm, ReturnForm, ReturnPatch
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import Failed
from order_sync.identity import omnium_order_id, return_mark
from order_sync.lines.amounts import is_cash_rounding
from order_sync.order_stage import stage_of
from order_sync.outbound.changes import AddPayments, ChangeReturn, CreateReturn
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.payments import missing_payments
from order_sync.outbound.relevance import CANCELLED
from order_sync.outbound.return_lines import TakenBack, taken_back
from order_sync.outbound.shop_progress import is_cancelled
from order_sync.outbound.sold import Sold
from order_sync.to_omnium.payments import settled_amount

_DONE: Final = "the return stands in Omnium already"
_NOTHING: Final = "nothing was taken back"
_ZERO: Final = Decimal(0)


def plan_return(gathered: Gathered) -> Plan:
    """Make the return once, known by its RMA number; if the amount changes later, it is changed in Omnium.

    Raises Failed while the original order may still come to Omnium, or a line of it, and Deferred while it is Queued there.
    """
    original, actual = gathered.original, gathered.omnium
    if original is None or actual is None:
        return _plan_without_original(gathered)
    stage = stage_of(actual.status, gathered.cancelled)
    form = next(
        (one for one in actual.return_order_forms if one.rma_number == gathered.order.order_uid), None
    )
    # Before its lines are read: one that was told cannot be taken back, whatever is on it (decision 32).
    if is_cancelled(gathered.order):
        return _plan_for_cancelled(gathered, form)
    keep_parents = gathered.tenant.parameters.omnium_include_main_package_in_order_items
    sold = Sold(gathered.order, original, actual, stage, form, keep_parents)
    taken = taken_back(gathered, sold)
    if sold.is_closed:
        of_it = f"goods came back of order {actual.id}, which is {actual.status} in Omnium"
        flag = f"{of_it}: {_given_back(gathered)}, Omnium is not told"
        return Plan(reason=flag, flags=(flag, *taken.flags))
    flags = (*taken.flags, *_differences(gathered, taken))
    if form is not None:
        return Plan(tuple(_changes(gathered, actual, form)), _DONE, flags)
    return Plan(tuple(_writes(gathered, actual, taken)), next(iter(flags), _NOTHING), flags)


def _plan_without_original(gathered: Gathered) -> Plan:
    """Wait for an original that may still come; the return of one that never will is for a person."""
    order = gathered.order
    if is_cancelled(order):
        return _plan_for_cancelled(gathered, None)
    if gathered.original is None:
        missing = f"Flow has no order {order.original_order_uid}, which is the original of the return"
    else:
        missing = f"order {omnium_order_id(gathered.original)} is not in Omnium yet: its return waits for it"
    # A failure, so that it is tried again by the table (decision 32).
    if gathered.original_may_come:
        raise Failed(missing)
    flag = f"return {order.order_uid} is of {_original_of(gathered)}: {_given_back(gathered)}, Omnium is not told"
    return Plan(reason=flag, flags=(flag,))


def _original_of(gathered: Gathered) -> str:
    if gathered.original is None:
        return f"order {gathered.order.original_order_uid}, which Flow has no more"
    return f"order {omnium_order_id(gathered.original)}, which Omnium never had"


def _plan_for_cancelled(gathered: Gathered, form: ReturnForm | None) -> Plan:
    """Flag a cancelled return that Omnium has already, or for which money was given back: a person must settle both."""
    flags: list[str] = []
    if form is not None:
        credited = gathered.money(form.credit_amount or _ZERO)
        flags.append(f"{CANCELLED}, and stands in Omnium with {credited} given back")
    elif settled_amount(gathered.order.settlements):
        flags.append(f"{CANCELLED}, but {_given_back(gathered)}")
    return Plan(reason=CANCELLED, flags=tuple(flags))


def _differences(gathered: Gathered, taken: TakenBack) -> Iterator[str]:
    """Flag money given back that is not the lines' worth (rounding of cash aside), and money that was paid on top."""
    given = -settled_amount(gathered.order.settlements)
    is_sent_as_payment = not taken.lines and given >= 0
    is_same = is_cash_rounding(given - taken.worth, gathered.flow_tenant.currency.cash_rounding)
    if is_sent_as_payment or (is_same and given >= 0):
        return
    worth = gathered.money(taken.worth)
    yield f"return {gathered.order.order_uid}: its lines come to {worth} in Omnium, {_given_back(gathered)}"


def _given_back(gathered: Gathered) -> str:
    settled = settled_amount(gathered.order.settlements)
    if settled > 0:
        return f"{gathered.money(settled)} was paid on top"
    return f"{gathered.money(abs(settled))} was given back"


def _writes(gathered: Gathered, actual: OmniumOrder, taken: TakenBack) -> Iterator[Write]:
    if taken.lines:
        yield CreateReturn(actual.id, _new_return(gathered, actual, taken))
    elif settled_amount(gathered.order.settlements) < 0:
        # Omnium has no return without goods: money alone is a payment of the order that it was given back for.
        yield from _marked_payments(gathered, actual)


def _marked_payments(gathered: Gathered, actual: OmniumOrder) -> Iterator[AddPayments]:
    """Mark the payments, so that they are known as the shop's although no order there has them (`return_mark`)."""
    missing = missing_payments(gathered.order, actual, gathered.payment_names)
    if missing and gathered.original is not None:
        mark = {"external_ids": (return_mark(gathered.original),)}
        yield AddPayments(actual.id, tuple(one.model_copy(update=mark) for one in missing))


def _new_return(gathered: Gathered, actual: OmniumOrder, taken: TakenBack) -> NewReturn:
    order = gathered.order
    # Where the store's stock is Flow's, its level comes from there: Omnium's own raise would count the goods twice.
    is_raised = not gathered.tenant.is_stock_master(order.store_uid)
    return NewReturn(
        rma_number=order.order_uid,
        store_id=order.store_uid,
        returns=tuple(line.model_copy(update={"is_stock_updated": is_raised}) for line in taken.lines),
        credit_amount=_credited(order, actual),
        credit_shipment=True if taken.shipping else None,
        credit_shipment_amount=taken.shipping or None,
    )


def _credited(order: Order, actual: OmniumOrder) -> Decimal:
    """Return what was given back; zero if the customer paid on top.

    Money that Omnium has among the order's payments is left out: it was sent when the return had no goods yet.
    """
    known = {payment.id for payment in (actual.order_form or OrderForm()).payments}
    new = (settlement for settlement in order.settlements if settlement.settlement_uid not in known)
    return max(-settled_amount(new), _ZERO)


def _changes(gathered: Gathered, actual: OmniumOrder, form: ReturnForm) -> Iterator[ChangeReturn]:
    credited = _credited(gathered.order, actual)
    if not form.return_id or form.credit_amount is None:
        return
    if to_flow(form.credit_amount) != to_flow(credited):
        patch = ReturnPatch(credit_amount=credited)
        yield ChangeReturn(actual.id, form.return_id, patch, form.credit_amount)
