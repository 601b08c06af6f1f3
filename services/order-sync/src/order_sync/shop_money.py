"""Which of an order's settlements in Flow are the shop's own, and what the shop has to give back or to collect.

A settlement of ours bears the id of Omnium's payment as its external reference; the ids stand in a property of the order,
which is written first, so that the order itself tells whose money it is.

What the shop has not been paid for yet is the till's matter. It becomes ours once the goods are out or the order is finished,
and when an order that was paid in full becomes dearer.
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
    """What the shop itself has taken, less what it gave back; what Omnium has as paid besides; what the order costs.

    `cash_step` is what cash is rounded to, in hundredths. `returned` is what returns without goods have given back already: of
    what was paid too much, nothing else.
    """

    taken: Decimal
    elsewhere: Decimal
    cost: Decimal
    cash_step: int
    returned: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What the shop has of what it took, now that it has given some back of what was too much."""
        too_much = max(self.taken + self.elsewhere - self.cost, Decimal(0))
        return self.taken - min(self.returned, too_much)

    @property
    def difference(self) -> Decimal:
        """What was paid too much, below zero what is left to pay; nothing where it is the rounding of cash."""
        difference = self.left + self.elsewhere - self.cost
        return Decimal(0) if is_cash_rounding(difference, self.cash_step) else difference

    def flags(self, shown: Callable[[Decimal], str], *, must_be_paid: bool) -> Iterator[str]:
        """Tell the amount, the same way each time; nothing of an order that the shop has taken nothing for.

        `must_be_paid` says that nothing may be left to pay any more.
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
    """Give those that tell of Omnium's payments the ids that they have there."""
    known = noted_payments(order)
    for one in settlements:
        is_omniums = one.external_payment_reference in known
        named = {"settlement_uid": one.external_payment_reference} if is_omniums else {}
        yield one.model_copy(update=named)


def noted_payments(order: Order | None) -> tuple[str, ...]:
    """Return the ids that stand on the order."""
    told = None if order is None else noted(order, PAYMENTS_KEY)
    return tuple(told.split(_SEPARATOR)) if told else ()


def payments_note(payment_ids: Iterable[str]) -> NewProperty:
    """Return the property with these ids."""
    return NewProperty(key=PAYMENTS_KEY, value=_SEPARATOR.join(dict.fromkeys(payment_ids)))


def omnium_settlements(order: Order, payment_ids: Collection[str] = ()) -> tuple[Settlement, ...]:
    """Return the settlements that tell of Omnium's payments, those that were taken back included."""
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
    """Return how far the shop has come with taking money: money that Omnium has taken is no progress of the shop's."""
    is_omniums = bool(order.settlements) and not shop_settlements(order)
    return NOT_STARTED if is_omniums else order.settle_state


def reversed_payments(order: Order) -> Iterator[NewSettlement]:
    """Take back what is left in Flow of Omnium's payments, each under its own id.

    What was taken off them before counts, under whatever id. Never more than is paid in all: money that the shop has given
    back out of them itself is not there any more.
    """
    sums: dict[tuple[str, str], int] = {}
    for one in omnium_settlements(order):
        if not one.is_taken_back:
            key = (one.external_payment_reference or "", one.settlement_code or "")
            sums[key] = sums.get(key, 0) + one.amount
    left = min(sum(sums.values()), to_flow(settled_amount(order.settlements)))
    for (payment_id, code), there in sums.items():
        amount = min(there, left)
        if amount > 0:
            left -= amount
            yield NewSettlement(amount=-amount, settlement_code=code, external_payment_reference=payment_id)
