"""Which payments of an order Omnium lacks, and what is paid of it by both. No I/O."""

from collections.abc import Iterator

from flow_omnium.flow.models import Order, Settlement
from flow_omnium.flow.states import SETTLED
from flow_omnium.omnium.models import NewPayment
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.shop_money import payment_ids_of, shop_settlements
from order_sync.to_omnium.payments import PaymentNames, omnium_payments, taken_back_id


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
