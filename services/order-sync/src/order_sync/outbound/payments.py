"""Whether an order is paid by what Omnium has, by what the shop has taken, or by both, and which payments Omnium lacks.

Decimals in major units.
"""

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
    """What Omnium has as paid beside the shop (`in_omnium`), what the shop has taken, and what the order costs.

    `is_shops`: the shop has taken money for it, or nobody has said whose it is. `slack` is what rounding explains.
    """

    in_omnium: Decimal = _ZERO
    in_shop: Decimal = _ZERO
    cost: Decimal = _ZERO
    is_shops: bool = True
    slack: Decimal = _ZERO

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left to pay, Omnium having a part in it."""
        return self.in_omnium > 0 and self.in_omnium + self.in_shop >= self.cost - self.slack


NOT_PREPAID: Final = Prepayment()


def lacks_payments(order: Order, actual: OmniumOrder) -> bool:
    """Tell whether Omnium lacks any payment of the shop's, or that it was taken back."""
    return any(True for _ in _missing(order, actual))


def missing_payments(order: Order, actual: OmniumOrder, names: PaymentNames) -> tuple[NewPayment, ...]:
    """Map the payments of the shop's that Omnium lacks, by their ids. Raises InvalidData.

    Those that tell of Omnium's own payments never go back as new ones. One that was taken back after Omnium had it is money
    given back there.
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
    """Add up what was paid on both sides, and what the order costs by both."""
    form = actual.order_form or OrderForm()
    ids = payment_ids_of(actual)
    money = omnium_money(form.payments, frozenset(payment_ids(order.settlements)))
    return Prepayment(
        in_omnium=money.amount,
        in_shop=shop_amount(order, ids),
        cost=_cost(order, form),
        is_shops=not order.settlements or bool(shop_settlements(order, ids)),
        slack=_CENT * len(form.line_items),
    )


def _cost(order: Order, form: OrderForm) -> Decimal:
    """Omnium's total, with the shop's lines at what they cost there: Omnium may not know of the latest changes."""
    known = {line.line_item_id: line for line in form.line_items if line.line_item_id}
    items = [item for item in standing_items(order) if item.external_id is None or item.line_id in known]
    in_shop = sum(map(line_cost, items), _ZERO)
    if form.total is None:
        return in_shop
    ours = {item.line_id for item in items}
    return form.total - sum(_costs_of(known, ours), _ZERO) + in_shop


def _costs_of(known: dict[str, OrderLine], ours: Collection[str]) -> list[Decimal]:
    return [line.extended_price or _ZERO for line_id, line in known.items() if line_id in ours]
