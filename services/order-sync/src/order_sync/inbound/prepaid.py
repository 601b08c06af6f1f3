"""Tells the shop what is paid in Omnium: by settlements, or by a note and a property. Decimals in major units.

An order in Flow is never shown as paid for more than it costs, nor a payment with more than it is. Sums are compared, not single
settlements: so a run that died between two settlements goes on, and if an authorisation and its capture are the same money, the
one that Flow has first stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewProperty, NewSettlement, Order, Settlement
from flow_omnium.flow.states import SETTLED
from order_sync.identity import noted
from order_sync.inbound.allotment import Allotment
from order_sync.lines.amounts import given, is_cash_rounding
from order_sync.omnium_money import Money, total_of
from order_sync.shop_money import MoneyDue, noted_payments, omnium_settlements, payments_note, shop_amount
from order_sync.to_omnium.notes import PAID_KEY

_ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Prepaid:
    """What must be written about the payments of one order: settlements, texts for the note, properties; and flags."""

    settlements: tuple[NewSettlement, ...] = ()
    notes: tuple[str, ...] = ()
    properties: tuple[NewProperty, ...] = ()
    flags: tuple[str, ...] = ()


def prepaid(allotment: Allotment, actual: Order | None, cost: Decimal) -> Prepaid:
    """Work out what the order lacks; `cost` is what it will cost once the plan is carried out.

    With the setting `none`, and of a new order of which nothing is paid, nothing is written; it is still flagged if shop and
    Omnium together took too much.
    """
    prepayment = _Prepayment(allotment, actual, cost)
    is_unpaid = actual is None and not allotment.shares and not allotment.money.given_back
    if allotment.rules.choice == "none" or is_unpaid:
        return Prepaid(flags=tuple(prepayment.too_much(total_of(allotment.shares))))
    return prepayment.planned()


def lost_since(allotment: Allotment, actual: Order) -> Iterator[str]:
    """Flag money for which an order was handed over and which Omnium has no more; what it gave back is no loss."""
    ids, shown = allotment.money.ids, allotment.rules.shown
    there = (one for one in omnium_settlements(actual, ids) if not one.is_taken_back)
    settled = from_flow(sum(one.amount for one in there))
    left = total_of(allotment.shares) + allotment.money.credited
    if allotment.rules.choice != "none" and settled > left:
        yield (
            f"order {actual.order_uid} is finished with {shown(settled)} settled by Omnium's payments, and Omnium has "
            f"{shown(left)}: {shown(settled - left)} is missing"
        )


@dataclass(frozen=True)
class _Prepayment:
    allotment: Allotment
    actual: Order | None
    cost: Decimal

    def planned(self) -> Prepaid:
        settlements = tuple(self._settlements())
        return Prepaid(
            settlements=settlements,
            notes=tuple(self._notes()),
            properties=tuple(self._properties(settlements)),
            flags=tuple(self._flags(settlements)),
        )

    def _settlements(self) -> Iterator[NewSettlement]:
        missing = self._target - total_of(self._standing)
        yield from self._more(missing) if missing > 0 else self._less(-missing)

    def _more(self, missing: Decimal) -> Iterator[NewSettlement]:
        """Settle what is missing; a payment that somebody in the shop has taken back is not settled again."""
        taken_back = {one.external_payment_reference for one in self._known if one.is_taken_back}
        for share in self._settled:
            amount = min(share.amount - self._standing_of(share), missing)
            if amount > 0 and share.payment_id not in taken_back:
                missing -= amount
                yield self._settlement(share, amount)

    def _less(self, too_much: Decimal) -> Iterator[NewSettlement]:
        """Take off what is too much.

        First by the ids of what Omnium has given back or released. The rest, such as a promise for a line that was cancelled
        since, comes off the payments themselves.
        """
        for back in self.allotment.money.given_back:
            amount = min((back.amount or too_much) + self._standing_of(back), too_much)
            if amount > 0 and back.payment_id:
                too_much -= amount
                yield self._settlement(back, -amount)
        for payment_id in dict.fromkeys(one.payment_id for one in self._standing):
            payment = Money(payment_id, "", _ZERO)
            due = total_of(share for share in self._settled if share.payment_id == payment_id)
            amount = min(self._standing_of(payment) - due, too_much)
            if amount > 0:
                too_much -= amount
                yield self._settlement(payment, -amount)

    def _settlement(self, money: Money, amount: Decimal) -> NewSettlement:
        rules = self.allotment.rules
        there = [one for one in self._known if one.external_payment_reference == money.payment_id]
        codes = (
            *(one.settlement_code for one in there),
            rules.code_of(money),
            *(rules.code_of(share) for share in self._settled),
            *(one.settlement_code for one in self._known),
        )
        return NewSettlement(
            amount=to_flow(amount),
            settlement_code=given("settlementCode", next(filter(None, codes), None)),
            external_payment_reference=money.payment_id,
        )

    @property
    def _settled(self) -> tuple[Money, ...]:
        return tuple(one for one in self.allotment.shares if self.allotment.rules.code_of(one))

    @property
    def _told(self) -> tuple[Money, ...]:
        return tuple(one for one in self.allotment.shares if not self.allotment.rules.code_of(one))

    @property
    def _target(self) -> Decimal:
        return min(total_of(self._settled), self._left_by_the_shop)

    @property
    def _left_by_the_shop(self) -> Decimal:
        """The part of the cost that the shop has not taken itself; the rounding of its cash is not left to pay."""
        left = max(self.cost - self._taken_in_shop, _ZERO)
        standing = total_of(self._standing)
        is_rounding = left > standing and is_cash_rounding(
            left - standing, self.allotment.rules.cash_rounding
        )
        return standing if self._taken_in_shop and is_rounding else left

    @property
    def _taken_in_shop(self) -> Decimal:
        return shop_amount(self.actual, self.allotment.money.ids) if self.actual else _ZERO

    @property
    def _known(self) -> tuple[Settlement, ...]:
        return omnium_settlements(self.actual, self.allotment.money.ids) if self.actual else ()

    @property
    def _standing(self) -> tuple[Money, ...]:
        """Omnium's payments that Flow has, settled or about to be."""
        known = (one for one in self._known if not one.is_taken_back)
        return tuple(Money(one.external_payment_reference or "", "", from_flow(one.amount)) for one in known)

    def _standing_of(self, money: Money) -> Decimal:
        return total_of(one for one in self._standing if one.payment_id == money.payment_id)

    def _notes(self) -> Iterator[str]:
        if not self._told and not self._was_told:
            return
        shown = self.allotment.rules.shown
        for share in self._told or (Money("", "nothing any more", _ZERO),):
            yield f"Paid in Omnium: {shown(share.amount)} ({share.method or 'no name'})"
        yield f"Left to pay: {shown(max(self.allotment.demand - total_of(self.allotment.shares), _ZERO))}"

    @property
    def _was_told(self) -> bool:
        return self.actual is not None and noted(self.actual, PAID_KEY) is not None

    def _properties(self, settlements: Sequence[NewSettlement]) -> Iterator[NewProperty]:
        told = total_of(self._told)
        if told or self._was_told:
            yield NewProperty(key=PAID_KEY, value=f"{told:.2f}")
        ids = (*noted_payments(self.actual), *(one.external_payment_reference for one in settlements))
        if ids:
            yield payments_note(ids)

    def _flags(self, settlements: Sequence[NewSettlement]) -> Iterator[str]:
        rules, shown = self.allotment.rules, self.allotment.rules.shown
        if rules.choice == "settle":
            for share in self._told:
                what = f"payment {share.payment_id or '(no id)'} by {share.method or '(no name)'}"
                yield f"{what}, {shown(share.amount)}: no payment method of the shop maps to it"
        standing = total_of(self._standing) + sum((from_flow(one.amount) for one in settlements), _ZERO)
        if standing < self._target:
            yield f"{shown(self._target)} is paid in Omnium, but the shop has taken back all but {shown(standing)}"
        yield from self.too_much(max(standing, total_of(self._settled)) + total_of(self._told))

    def too_much(self, paid: Decimal) -> Iterator[str]:
        """Flag money that the shop has taken beyond the cost, or what is missing of an order that was paid in full."""
        rules = self.allotment.rules
        uid = self.actual.order_uid if self.actual else ""
        returned = self.allotment.money.returned.get(uid, _ZERO)
        due = MoneyDue(self._taken_in_shop, paid, self.cost, rules.cash_rounding, returned)
        # An order that was paid in full and becomes dearer by this change leaves money to collect: flag it at once.
        was_paid = self.actual is not None and self.actual.settle_state == SETTLED
        yield from due.flags(rules.shown, must_be_paid=was_paid)
