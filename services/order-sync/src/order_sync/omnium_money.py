"""How much of an order is paid, by Omnium's payments (omnium.md 4.1). Decimals in major units.

Money is promised (an authorisation), taken out of a promise (a capture), or taken at once (a sale). A capture is not added to
its authorisation: of one way to pay, the larger of both counts. The shop's own payments are among Omnium's too, under their
uids in Flow; the caller names them, and they are left out. So is what a return of the shop has given back without goods
(`order_sync.identity.return_mark`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from flow_omnium.omnium.models import Payment
from order_sync.identity import marked_order
from order_sync.payment_effects import EFFECTS, FAILED, PROCESSED, Effect, effect_of, is_done

_ZERO: Final = Decimal(0)
_TAKING: Final = (Effect.VOIDED, Effect.RELEASED, Effect.GIVEN_BACK)
_SUMMED: Final = (Effect.TAKEN, Effect.PROMISED, Effect.OUT_OF_PROMISE, Effect.VOIDED, Effect.GIVEN_BACK)
_BRINGING: Final = (Effect.TAKEN, Effect.PROMISED, Effect.OUT_OF_PROMISE)


@dataclass(frozen=True)
class Money:
    """An amount under the id of one of Omnium's payments, and what Omnium calls the way it was paid."""

    payment_id: str
    method: str
    amount: Decimal


@dataclass(frozen=True)
class OmniumMoney:
    """What is paid of an order in Omnium.

    - `paid`: the payments with what is left of each; `given_back`: the voids, releases and credits that lowered them
    - `taken`: how much of `paid` is money; the rest is only promised
    - `credited`: what customers got back
    - `ids`: the ids of all payments that are not the shop's
    - `flags`: what could not be judged
    - `returned`: what returns of the shop gave back without goods, by the uid of the order in Flow
    """

    paid: tuple[Money, ...] = ()
    given_back: tuple[Money, ...] = ()
    taken: Decimal = _ZERO
    credited: Decimal = _ZERO
    ids: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()
    returned: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def amount(self) -> Decimal:
        """All that is taken or promised, less what was given back."""
        return total_of(self.paid)


NO_MONEY: Final = OmniumMoney()


def total_of(money: Iterable[Money]) -> Decimal:
    """Add up the amounts."""
    return sum((one.amount for one in money), _ZERO)


@dataclass(frozen=True)
class _Way:
    """The payments of one way to pay: their sums by effect, and those that bring money in their order."""

    sums: Mapping[Effect, Decimal]
    bringing: tuple[Money, ...]

    @property
    def taken(self) -> Decimal:
        """A void takes back what was taken only where nothing was left of the promise."""
        taken = self.sums[Effect.TAKEN] + self.sums[Effect.OUT_OF_PROMISE] - self.sums[Effect.GIVEN_BACK]
        return taken if self._unused else taken - self.sums[Effect.VOIDED]

    @property
    def amount(self) -> Decimal:
        """What is taken, and what is promised still."""
        is_released = Effect.RELEASED in self.sums
        promised = _ZERO if is_released else max(self._unused - self.sums[Effect.VOIDED], _ZERO)
        return self.taken + promised

    @property
    def _unused(self) -> Decimal:
        return max(self.sums[Effect.PROMISED] - self.sums[Effect.OUT_OF_PROMISE], _ZERO)


def omnium_money(payments: Sequence[Payment], shop_ids: Collection[str] = ()) -> OmniumMoney:
    """Work out what is paid; `shop_ids` are the ids of the shop's own payments, which are left out."""
    unnamed = (payment for payment in payments if payment.id is None or payment.id not in shop_ids)
    own = tuple(payment for payment in unnamed if marked_order(payment) is None)
    judged = tuple((payment, effect_of(payment)) for payment in own if is_done(payment))
    ways = _ways(judged)
    paid = tuple(_without(_left(ways), -sum((min(way.amount, _ZERO) for way in ways), _ZERO)))
    return OmniumMoney(
        paid=paid,
        given_back=tuple(_money(one) for one, effect in judged if effect in _TAKING),
        taken=max(_ZERO, min(sum((way.taken for way in ways), _ZERO), total_of(paid))),
        credited=sum((way.sums[Effect.GIVEN_BACK] for way in ways), _ZERO),
        ids=frozenset(payment.id for payment in own if payment.id),
        flags=tuple(_flags(own)),
        returned=returned_in_shop(payments),
    )


def returned_in_shop(payments: Iterable[Payment]) -> Mapping[str, Decimal]:
    """Add up what returns of the shop have given back without goods, by the uid of the order in Flow."""
    sums: dict[str, Decimal] = {}
    for payment in payments:
        uid = marked_order(payment)
        if uid is not None:
            is_back = effect_of(payment) is Effect.GIVEN_BACK
            sums[uid] = sums.get(uid, _ZERO) + (abs(payment.amount) if is_back else -payment.amount)
    return sums


def _ways(judged: Sequence[tuple[Payment, Effect]]) -> Sequence[_Way]:
    """Group payments by the way they were paid: the same name, or the same transaction of the provider."""
    names: dict[str, str] = {}
    sums: dict[str, dict[Effect, Decimal]] = {}
    bringing: dict[str, list[Money]] = {}
    for payment, effect in judged:
        name = (payment.payment_method_name or "").strip().lower()
        # A capture may go by another name than its authorisation; the provider's transaction tells that it is one money.
        name = names.setdefault(payment.transaction_id or name, name)
        found = sums.setdefault(name, dict.fromkeys(_SUMMED, _ZERO))
        # The sign of what is given back is not published: the type carries it.
        found[effect] = found.get(effect, _ZERO) + (
            abs(payment.amount) if effect in _TAKING else payment.amount
        )
        if effect in _BRINGING and payment.amount > 0:
            bringing.setdefault(name, []).append(_money(payment))
    return [_Way(found, tuple(bringing.get(name, ()))) for name, found in sums.items()]


def _left(ways: Iterable[_Way]) -> Iterator[Money]:
    for way in ways:
        yield from _cut(way.bringing, way.amount)


def _without(money: Iterable[Money], less: Decimal) -> Iterator[Money]:
    """Take off what was given back by another way than it was paid: from the last payments first."""
    given = tuple(money)
    return _cut(given, total_of(given) - less)


def _cut(money: Iterable[Money], most: Decimal) -> Iterator[Money]:
    """Return the payments in their order, cut off where they come to `most`."""
    left = max(most, _ZERO)
    for one in money:
        amount = min(one.amount, left)
        left -= amount
        if amount:
            yield replace(one, amount=amount)


def _money(payment: Payment) -> Money:
    return Money(payment.id or "", payment.payment_method_name or "", abs(payment.amount))


def _flags(payments: Iterable[Payment]) -> Iterator[str]:
    for payment in payments:
        kind, status = (payment.transaction_type or "").strip(), (payment.status or "").strip()
        is_known = kind.lower() in EFFECTS or kind.lower().startswith("settlement")
        # A failed payment, and one of nothing, would only make people look.
        if status.lower() == FAILED or not payment.amount:
            continue
        if not is_known or status.lower() != PROCESSED:
            what = f"{kind or '(no type)'} {payment.amount:.2f} with status {status or '(none)'}"
            yield f"payment {payment.id}: {what} is no payment that we know: it does not count"
