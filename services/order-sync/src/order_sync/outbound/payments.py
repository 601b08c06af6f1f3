"""Which payments of an order Omnium lacks. No I/O."""

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import NewPayment
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.to_omnium.payments import PaymentNames, omnium_payments


def lacks_payments(order: Order, actual: OmniumOrder) -> bool:
    """Tell whether Omnium lacks any settled payment."""
    known = _known_ids(actual)
    return any(one.is_settled and one.settlement_uid not in known for one in order.settlements)


def missing_payments(order: Order, actual: OmniumOrder, names: PaymentNames) -> tuple[NewPayment, ...]:
    """Map the settled payments that Omnium lacks, by their ids. Raises InvalidData."""
    known = _known_ids(actual)
    payments = omnium_payments(order.settlements, names, order.store_uid)
    return tuple(payment for payment in payments if payment.id not in known)


def _known_ids(actual: OmniumOrder) -> frozenset[str | None]:
    return (
        frozenset(payment.id for payment in actual.order_form.payments) if actual.order_form else frozenset()
    )
