"""Payments (settlements) of Flow as payments of Omnium (flow.md 1.2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Settlement
from flow_omnium.flow.payment_methods import PaymentMethod, payment_method_name
from flow_omnium.omnium.models import NewPayment
from order_sync.lines.amounts import given


@dataclass(frozen=True)
class PaymentNames:
    """What payment methods are called in Omnium: by our settings, then by the mapping in Flow."""

    own: Mapping[str, str]
    in_flow: Sequence[PaymentMethod]

    def of(self, settlement_code: str) -> str:
        """Return the name; without a mapping the code is it."""
        return payment_method_name(settlement_code, self.in_flow, self.own)


def omnium_payments(
    settlements: Iterable[Settlement], names: PaymentNames, store_id: str | None
) -> tuple[NewPayment, ...]:
    """Map the settled payments. Each keeps its uid as its id, so Omnium recognises one that is sent twice.

    Money given back is a `Credit` with a positive amount: in Omnium the type carries the sign. Raises InvalidData.
    """
    settled = (entry for entry in enumerate(settlements) if entry[1].is_settled)
    return tuple(_payment(position, settlement, names, store_id) for position, settlement in settled)


def payment_ids(settlements: Iterable[Settlement]) -> Iterator[str]:
    """Yield the ids that settlements may have in Omnium: their uids, and the ids of their later voiding."""
    for settlement in settlements:
        if settlement.settlement_uid:
            yield settlement.settlement_uid
            yield taken_back_id(settlement.settlement_uid)


def taken_back_id(settlement_uid: str) -> str:
    """Return the id in Omnium of the money that a voided settlement gives back."""
    return f"{settlement_uid}-voided"


def settled_amount(settlements: Iterable[Settlement]) -> Decimal:
    """Return what was taken, less what was given back."""
    return from_flow(sum(settlement.amount for settlement in settlements if settlement.is_settled))


def _payment(position: int, settlement: Settlement, names: PaymentNames, store_id: str | None) -> NewPayment:
    uid = given(f"settlements[{position}].settlementUid", settlement.settlement_uid)
    code = given(f"settlements[{position}].settlementCode", settlement.settlement_code)
    return NewPayment(
        id=uid,
        transaction_id=settlement.external_payment_reference or uid,
        payment_method_name=names.of(code),
        transaction_type="Sale" if settlement.amount >= 0 else "Credit",
        amount=abs(from_flow(settlement.amount)),
        created=settlement.settled_at or settlement.created_at,
        store_id=store_id,
    )
