"""Spreads what is paid in Omnium over the orders of Flow, and flags what is paid beyond the total. Decimals in major units."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.omnium.models import Order, OrderForm
from order_sync.identity import marked_order
from order_sync.inbound.allotment import Allotment, PaymentRules, allot
from order_sync.inbound.open_lines import is_not_worked_out
from order_sync.lines.amounts import checked
from order_sync.omnium_money import omnium_money
from order_sync.payment_effects import Effect, effect_of
from order_sync.shop_money import shop_amount
from order_sync.to_omnium.payments import payment_ids

_ZERO: Final = Decimal(0)
_NO_FORM: Final = OrderForm()


@dataclass(frozen=True)
class Surplus:
    """What was taken for the whole order, by Omnium and by the stores of Flow, against its total.

    Only taken money counts: a promise may be larger than the total, since it is not taken whole.
    """

    in_omnium: Decimal
    in_shop: Decimal
    total: Decimal
    rules: PaymentRules

    def flags(self, raised: Iterable[str]) -> Iterator[str]:
        """Flag too much money, unless a flag of one of the orders (`raised`) names the same sum.

        No single order of several can see this: each knows only its own share.
        """
        flags = tuple(raised)
        shown, paid = self.rules.shown, self.in_omnium + self.in_shop
        too_much = paid - self.total
        if self.total < 0 and paid <= 0 and not any(shown(self.total) in flag for flag in flags):
            given_back = f", and {shown(-paid)} was given back" if paid else ""
            yield f"the order costs {shown(self.total)} in Omnium: less than nothing{given_back}"
        # With `none` a surplus of Omnium's own is no business of the shops; one that they have a part in is (decision 28).
        is_theirs = self.rules.choice == "none" and not self.in_shop
        if is_theirs or too_much <= 0 or paid <= 0 or _is_named(shown(too_much), flags):
            return
        shop = f"{shown(self.in_shop)} is paid in the shop" if self.in_shop else ""
        omnium = f"{shown(self.in_omnium)}{'' if shop else ' is paid'} in Omnium" if self.in_omnium else ""
        where = " in Omnium" if shop else ""
        yield (
            f"{' and '.join(filter(None, (shop, omnium)))}, the order costs {shown(self.total)}{where}: "
            f"{shown(too_much)} too much"
        )


@dataclass(frozen=True)
class Payments:
    """The allotment of each order of Flow, by its uid, and what is flagged of the payments as a whole."""

    allotments: Mapping[str, Allotment]
    flags: tuple[str, ...]
    surplus: Surplus


def payments_of(
    order: Order,
    rules: PaymentRules,
    actuals: Sequence[FlowOrder],
    demands: Mapping[str, Decimal],
    beyond: Mapping[str, Decimal],
) -> Payments:
    """Spread the payments that are not the shop's own over the orders of Flow.

    `demands` is what those cost in Omnium, by uid. `beyond` is the cost of goods that they handed over for others: as far as
    Omnium's total includes it, its payment is due here.
    """
    form = order.order_form or _NO_FORM
    ids = shop_ids(actuals)
    money = omnium_money(form.payments, ids)
    together = sum(demands.values(), _ZERO)
    total = _total(form, together)
    flags = (*_sums(form, together, rules), *money.flags)
    demands = dict(_widened(demands, beyond, total - together))
    outside = total - sum(demands.values(), _ZERO)
    return Payments(
        allot(money, outside, dict(_with_given_back(demands, actuals, money.ids)), rules),
        flags if rules.choice != "none" else (),
        Surplus(money.taken, _taken_by_shops(form, ids), total + form.gross_roundoff, rules),
    )


def _widened(
    demands: Mapping[str, Decimal], beyond: Mapping[str, Decimal], room: Decimal
) -> Iterator[tuple[str, Decimal]]:
    for uid, demand in demands.items():
        more = max(min(beyond.get(uid, _ZERO), room), _ZERO)
        room -= more
        yield uid, demand + more


def _with_given_back(
    demands: Mapping[str, Decimal], actuals: Sequence[FlowOrder], ids: Collection[str]
) -> Iterator[tuple[str, Decimal]]:
    """Raise the demand of a shop that gave back more than it took: that was Omnium's money, and it is spent."""
    given_back = {actual.order_uid: max(-shop_amount(actual, ids), _ZERO) for actual in actuals}
    return ((uid, demand + given_back.get(uid, _ZERO)) for uid, demand in demands.items())


def foreign_currency(order: Order, shop_currency: str | None) -> str | None:
    """Return why an order is not made if its currency is not the shop's; None if it is, or one of them is unknown."""
    currency = (order.billing_currency or "").strip().upper()
    own = (shop_currency or "").strip().upper()
    # Where either is unknown, nothing says that they differ.
    if not currency or not own or currency == own:
        return None
    return f"order {order.id} is in {currency}, the shop's currency is {own}: it is neither made nor changed in Flow"


def shop_ids(actuals: Iterable[FlowOrder]) -> frozenset[str]:
    """Return the ids that the shops' own payments have in Omnium."""
    return frozenset(one for actual in actuals for one in payment_ids(actual.settlements))


def _taken_by_shops(form: OrderForm, ids: Collection[str]) -> Decimal:
    """Return what the shops took, by Omnium's records only: its total, too, lacks what it has not heard of yet."""
    own = [payment for payment in form.payments if payment.id in ids or marked_order(payment)]
    given_back = sum((abs(one.amount) for one in own if effect_of(one) is Effect.GIVEN_BACK), _ZERO)
    return sum((one.amount for one in own if effect_of(one) is Effect.TAKEN), _ZERO) - given_back


def _total(form: OrderForm, together: Decimal) -> Decimal:
    """Return the cost of the whole order without the rounding of cash; `together` if Omnium has no total."""
    if form.total is None or is_not_worked_out(form):
        return together
    return checked("orderForm.total", form.total) - form.gross_roundoff


def _sums(form: OrderForm, together: Decimal, rules: PaymentRules) -> Iterator[str]:
    if is_not_worked_out(form):
        yield f"Omnium's total is {rules.shown(_ZERO)}, the lines come to {rules.shown(together)}: the lines count"


def _is_named(amount: str, flags: Iterable[str]) -> bool:
    sum_in_text = re.compile(rf"(?<![\d.-]){re.escape(amount)}\b")
    # A sum that is named for another reason (a cost, a price) does not tell that it is to be given back.
    return any("back" in flag and sum_in_text.search(flag) for flag in flags)
