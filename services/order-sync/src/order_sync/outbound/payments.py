"""Which of the shop's payments Omnium lacks, and whether an order is paid by both together. Decimals in major units."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Order, Settlement
from flow_omnium.flow.states import SETTLED
from flow_omnium.omnium.models import NewPayment, OrderForm, OrderLine
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.lines.shop_lines import line_cost
from order_sync.omnium_money import omnium_money
from order_sync.outbound.shop_progress import standing_items
from order_sync.shop_money import payment_ids_of, shop_amount, shop_settlements
from order_sync.to_omnium.payments import PaymentNames, omnium_payments, payment_ids, taken_back_id

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Prepayment:
    """What is paid of an order.

    - `in_omnium`: what Omnium has as paid, without the shop's payments
    - `in_shop`: what the shop has taken
    - `is_shops`: the shop has taken money, or there is no settlement that could say whose it is
    - `slack`: what rounding explains
    """

    in_omnium: Decimal = _ZERO
    in_shop: Decimal = _ZERO
    cost: Decimal = _ZERO
    is_shops: bool = True
    slack: Decimal = _ZERO

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left to pay, at least a part being paid in Omnium."""
        return self.in_omnium > 0 and self.in_omnium + self.in_shop >= self.cost - self.slack


NOT_PREPAID: Final = Prepayment()


def lacks_payments(order: Order, actual: OmniumOrder) -> bool:
    """Tell whether Omnium lacks a payment of the shop, or does not know that one was voided."""
    return any(True for _ in _missing(order, actual))


def missing_payments(order: Order, actual: OmniumOrder, names: PaymentNames) -> tuple[NewPayment, ...]:
    """Map the payments of the shop that Omnium lacks, by their ids. Raises InvalidData.

    Settlements that we made for Omnium's own payments are left out. A payment that was voided after Omnium had it becomes a
    second one, which gives the money back.
    """
    missing = tuple(_missing(order, actual))
    known = payment_ids_of(actual)
    payments = omnium_payments(missing, names, order.store_uid)
    return tuple(payment for payment in payments if payment.id not in known)


def _missing(order: Order, actual: OmniumOrder) -> Iterator[Settlement]:
    known = payment_ids_of(actual)
    for one in shop_settlements(order, known):
        if one.is_settled and one.settlement_uid not in known:
            yield one
        if (
            one.is_taken_back
            and one.settlement_uid in known
            and taken_back_id(one.settlement_uid) not in known
        ):
            yield _given_back(one, taken_back_id(one.settlement_uid))


def _given_back(settlement: Settlement, payment_id: str) -> Settlement:
    turned = {"settlement_uid": payment_id, "amount": -settlement.amount, "state": SETTLED, "status": SETTLED}
    return settlement.model_copy(update=turned)


def prepayment(order: Order, actual: OmniumOrder) -> Prepayment:
    """Work out what was paid in both systems, and what the order costs."""
    form = actual.order_form or OrderForm()
    ids = payment_ids_of(actual)
    money = omnium_money(form.payments, frozenset(payment_ids(order.settlements)))
    return Prepayment(
        in_omnium=money.amount,
        in_shop=shop_amount(order, ids),
        cost=_cost(order, form),
        # Without any settlement nothing says whose money it is: then it counts as the shop's.
        is_shops=not order.settlements or bool(shop_settlements(order, ids)),
        # A cent for each line, as in `amounts.agrees`.
        slack=_CENT * len(form.line_items),
    )


def _cost(order: Order, form: OrderForm) -> Decimal:
    """Return Omnium's total with the shop's lines at the shop's cost: Omnium may not know the latest changes yet."""
    known = {line.line_item_id: line for line in form.line_items if line.line_item_id}
    items = [item for item in standing_items(order) if item.external_id is None or item.line_id in known]
    in_shop = sum(map(line_cost, items), _ZERO)
    if form.total is None:
        return in_shop
    ours = {item.line_id for item in items}
    return form.total - sum(_costs_of(known, ours), _ZERO) + in_shop


def _costs_of(known: dict[str, OrderLine], ours: Collection[str]) -> list[Decimal]:
    return [line.extended_price or _ZERO for line_id, line in known.items() if line_id in ours]
