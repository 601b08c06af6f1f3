"""What one payment of Omnium's does to what is paid, by its type, its status and how it is paid (omnium.md 4.1). No I/O."""

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
    """What a payment does to what is paid."""

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
    if kind == "void" and not payment.amount:
        return Effect.RELEASED
    return EFFECTS.get(kind, Effect.NONE)


def _is_paid_later(method: str | None) -> bool:
    """Tell a way to pay that is no payment yet: in the shop, or at the door."""
    return "".join(filter(str.isalpha, (method or "").lower())) in PAID_LATER


def is_done(payment: Payment) -> bool:
    """Tell a payment that has come about."""
    return (payment.status or "").strip().lower() == PROCESSED
