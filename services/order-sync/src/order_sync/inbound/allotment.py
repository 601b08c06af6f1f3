"""Spreads the money that Omnium has over the orders of Flow, by the tenant's rules. Decimals in major units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.payment_methods import PaymentMethod, settlement_code
from flow_omnium.tenants.tenant import InboundPayments
from order_sync.omnium_money import NO_MONEY, Money, OmniumMoney

_ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class PaymentRules:
    """How a tenant's shops learn of payments in Omnium.

    `choice` is the setting `inboundPayments`; `own_names` and `methods` map names of payments to the shop's codes.
    `cash_rounding` is what cash is rounded to, in hundredths.
    """

    choice: InboundPayments = "auto"
    own_names: Mapping[str, str] = field(default_factory=dict)
    methods: Sequence[PaymentMethod] = ()
    currency: str | None = None
    cash_rounding: int = 0

    def code_of(self, money: Money) -> str | None:
        """Return the shop's code for a payment's settlement; None if the payment goes into the note instead."""
        if self.choice not in ("auto", "settle") or not money.payment_id:
            return None
        return settlement_code(money.method, self.methods, self.own_names)

    def shown(self, amount: Decimal) -> str:
        """Write an amount with its currency."""
        return " ".join(filter(None, (f"{amount:.2f}", self.currency)))


@dataclass(frozen=True)
class Allotment:
    """One order's `shares` of Omnium's `money`; `demand` is what the order costs in Omnium."""

    money: OmniumMoney = NO_MONEY
    shares: tuple[Money, ...] = ()
    demand: Decimal = _ZERO
    rules: PaymentRules = field(default_factory=PaymentRules)


NOTHING_PAID: Final = Allotment()


def allot(
    money: OmniumMoney, outside: Decimal, demands: Mapping[str, Decimal], rules: PaymentRules
) -> Mapping[str, Allotment]:
    """Spread the money over the orders of Flow; the result is by order uid.

    The cost that is in no order of Flow (`outside`: what others send, shipping that is only in a note) is paid first, since no
    till could collect it. Then come the orders by uid, each up to what it costs (`demands`).
    """
    _, left = _split(money.paid, outside)
    allotted: dict[str, Allotment] = {}
    # Always in the same order, so that no run moves money from one order to another.
    for uid in sorted(demands):
        shares, left = _split(left, demands[uid])
        allotted[uid] = Allotment(money, shares, demands[uid], rules)
    return allotted


def _split(money: Iterable[Money], most: Decimal) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
    """Divide payments at an amount, in their order."""
    here: list[Money] = []
    rest: list[Money] = []
    left = max(most, _ZERO)
    for one in money:
        amount = min(one.amount, left)
        left -= amount
        if amount:
            here.append(replace(one, amount=amount))
        if one.amount > amount:
            rest.append(replace(one, amount=one.amount - amount))
    return tuple(here), tuple(rest)
