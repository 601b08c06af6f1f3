"""What one payment of Omnium does to the sum that is paid, by its type and the way it was paid (omnium.md 4.1)."""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Final

from flow_omnium.omnium.models import Payment

PROCESSED: Final = "processed"
FAILED: Final = "failed"

PAID_LATER: Final = frozenset(
    {
        *("payinstore", "payatstore", "payinshop", "paymentinstore", "payonpickup", "payatpickup", "instore"),
        *("cashondelivery", "payondelivery", "cod", "postoppkrav", "oppkrav", "efterkrav", "postforskott"),
        *("betalibutikk", "betalibutik", "betalibutikken", "betalvedhenting"),
    }
)
"""Names of ways to pay, letters alone, whose authorisation promises no more than that the customer will pay in the end."""

_MERE_PROMISES: Final = ("authorization", "invoiced")


class Effect(StrEnum):
    """What a payment does to the sum that is paid."""

    TAKEN = auto()
    PROMISED = auto()
    OUT_OF_PROMISE = auto()
    VOIDED = auto()
    RELEASED = auto()
    GIVEN_BACK = auto()
    NONE = auto()


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "sale": Effect.TAKEN,
        "authorization": Effect.PROMISED,
        "capture": Effect.OUT_OF_PROMISE,
        "captured": Effect.OUT_OF_PROMISE,
        "invoiced": Effect.OUT_OF_PROMISE,
        "void": Effect.VOIDED,
        "releaseremainingauthorization": Effect.RELEASED,
        "credit": Effect.GIVEN_BACK,
        "awaitingauthorization": Effect.NONE,
        "bookkeeping": Effect.NONE,
        "creditbookkeeping": Effect.NONE,
    }
)
"""By `transactionType` in lower case; those that begin with `settlement` are Omnium's own bookkeeping too."""


def effect_of(payment: Payment) -> Effect:
    """Return what a payment does; an unknown type does nothing."""
    kind = (payment.transaction_type or "").strip().lower()
    if kind in _MERE_PROMISES and _is_paid_later(payment.payment_method_name):
        return Effect.NONE
    # A void without an amount lets go of all that was promised.
    if kind == "void" and not payment.amount:
        return Effect.RELEASED
    # Counted by mistake, it would have an order handed over unpaid: it is flagged instead (decision 28).
    return EFFECTS.get(kind, Effect.NONE)


def _is_paid_later(method: str | None) -> bool:
    """Tell whether a way to pay brings no money yet: the customer pays in the shop, or on delivery."""
    return "".join(filter(str.isalpha, (method or "").lower())) in PAID_LATER


def is_done(payment: Payment) -> bool:
    """Tell whether a payment was carried out: others are planned, or have failed."""
    return (payment.status or "").strip().lower() == PROCESSED
