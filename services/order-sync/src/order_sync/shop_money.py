"""Which of an order's settlements in Flow are the shop's own, and what the shop has to give back or to collect.

A settlement that we made for a payment of Omnium has that payment's id as its external reference. The ids also stand in a
property of the order (`omnium.payments`), which is written before the settlements: even if a run dies in between, the order
tells whose money it is.

An order that is not paid yet is the till's matter. We flag it only once the goods are out or the order is finished, or when an
order that was paid in full has become dearer.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import NewProperty, NewSettlement, Order, Settlement
from flow_omnium.flow.states import NOT_STARTED
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.identity import noted
from order_sync.lines.amounts import is_cash_rounding
from order_sync.to_omnium.notes import PAYMENTS_KEY
from order_sync.to_omnium.payments import settled_amount

_SEPARATOR: Final = ", "


@dataclass(frozen=True)
class MoneyDue:
    """What was paid of an order and what it costs; decimals in major units.

    - `taken`: what the shop itself took, less what it gave back
    - `elsewhere`: what Omnium has as paid besides
    - `cash_step`: what cash is rounded to, in hundredths
    - `returned`: what returns without goods gave back already; it counts only against what was paid too much
    """

    taken: Decimal
    elsewhere: Decimal
    cost: Decimal
    cash_step: int
    returned: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What the shop took, less what its returns have already given back of too much."""
        too_much = max(self.taken + self.elsewhere - self.cost, Decimal(0))
        return self.taken - min(self.returned, too_much)

    @property
    def difference(self) -> Decimal:
        """What was paid too much; below zero what is left to pay. Zero where it is the rounding of cash."""
        difference = self.left + self.elsewhere - self.cost
        return Decimal(0) if is_cash_rounding(difference, self.cash_step) else difference

    def flags(self, shown: Callable[[Decimal], str], *, must_be_paid: bool) -> Iterator[str]:
        """Flag the difference; never for an order that the shop has taken nothing for.

        What is left to pay is flagged only if it `must_be_paid` by now. The text is the same in each run.
        """
        due = self.difference
        if self.left <= 0 or not due or (due < 0 and not must_be_paid):
            return
        besides = f" and {shown(self.elsewhere)} in Omnium" if self.elsewhere else ""
        what = "to give back" if due > 0 else "to collect"
        yield (
            f"{shown(self.left)} is paid in the shop{besides}, the order costs {shown(self.cost)}: "
            f"{shown(abs(due))} {what}"
        )


def payment_ids_of(order: OmniumOrder) -> frozenset[str]:
    """Return the ids of the payments that Omnium has."""
    payments = order.order_form.payments if order.order_form else ()
    return frozenset(payment.id for payment in payments if payment.id)


def named_as_in_omnium(settlements: Iterable[Settlement], order: Order) -> Iterator[Settlement]:
    """Give the settlements that we made for Omnium's payments the ids of those payments as their uids."""
    known = noted_payments(order)
    for one in settlements:
        is_omniums = one.external_payment_reference in known
        named = {"settlement_uid": one.external_payment_reference} if is_omniums else {}
        yield one.model_copy(update=named)


def noted_payments(order: Order | None) -> tuple[str, ...]:
    """Return the ids of Omnium's payments that are noted on the order."""
    ids = None if order is None else noted(order, PAYMENTS_KEY)
    return tuple(ids.split(_SEPARATOR)) if ids else ()


def payments_note(payment_ids: Iterable[str]) -> NewProperty:
    """Return the property that notes these ids."""
    return NewProperty(key=PAYMENTS_KEY, value=_SEPARATOR.join(dict.fromkeys(payment_ids)))


def omnium_settlements(order: Order, payment_ids: Collection[str] = ()) -> tuple[Settlement, ...]:
    """Return the settlements of Omnium's payments, those that were taken back included."""
    known = {*noted_payments(order), *payment_ids}
    return tuple(one for one in order.settlements if one.external_payment_reference in known)


def shop_settlements(order: Order, payment_ids: Collection[str] = ()) -> tuple[Settlement, ...]:
    """Return the settlements of the shop's own."""
    omniums = omnium_settlements(order, payment_ids)
    return tuple(one for one in order.settlements if one not in omniums)


def shop_amount(order: Order, payment_ids: Collection[str] = ()) -> Decimal:
    """Return what the shop itself has taken, less what it has given back."""
    return settled_amount(shop_settlements(order, payment_ids))


def shop_settle_state(order: Order) -> str | None:
    """Return the settle state, but NOT_STARTED where all money is Omnium's: then the shop itself has taken none."""
    # Flow shows our settlements as paid: that is no progress of the shop's (decision 28).
    is_omniums = bool(order.settlements) and not shop_settlements(order)
    return NOT_STARTED if is_omniums else order.settle_state


def reversed_payments(order: Order) -> Iterator[NewSettlement]:
    """Yield settlements that take back what is left in Flow of Omnium's payments, each under its own id.

    Never more than is paid on the order in all: the shop may have given back some of that money itself.
    """
    sums: dict[tuple[str, str], int] = {}
    for one in omnium_settlements(order):
        if not one.is_taken_back:
            key = (one.external_payment_reference or "", one.settlement_code or "")
            sums[key] = sums.get(key, 0) + one.amount
    # The shop may have given some of it back itself: taken off twice, the customer would owe it.
    left = min(sum(sums.values()), to_flow(settled_amount(order.settlements)))
    for (payment_id, code), there in sums.items():
        amount = min(there, left)
        if amount > 0:
            left -= amount
            yield NewSettlement(amount=-amount, settlement_code=code, external_payment_reference=payment_id)
