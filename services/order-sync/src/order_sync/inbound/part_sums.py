"""What each part of a divided order costs. The parts, with what others send, add up to Omnium's total."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from flow_omnium.omnium.models import OrderForm, OrderLine, Shipment
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.line_shares import LineShare
from order_sync.inbound.open_lines import goods_total, open_lines
from order_sync.lines.amounts import in_whole_cents
from order_sync.lines.packages import without_packages

Holders: TypeAlias = Mapping[int | None, LineShare]
"""The shares of a line by the numbers of the parts; None stands for all senders that are no store of Flow."""

_ZERO: Final = Decimal(0)
_FIRST: Final = 0


def narrowed_forms(
    form: OrderForm,
    shipments: Sequence[Shipment],
    owners: Sequence[int | None],
    holders: Sequence[Holders],
    bearers: Sequence[int] = (_FIRST,),
) -> Sequence[OrderForm]:
    """Return the form of each part. An order that is all in one part keeps its sums as they are.

    `bearers` says for each part which part carries its costs besides the goods, such as shipping. The bearer of the first part
    also carries what belongs to no part.
    """
    count = len(bearers)
    if count == 1 and None not in owners and all(None not in held for held in holders):
        # They are some of its own, in their order: all of them, where they are as many.
        is_whole = len(shipments) == len(form.shipments)
        return [form if is_whole else form.model_copy(update={"shipments": tuple(shipments)})]
    shipping = _shipping(form, shipments, owners, bearers, others_send=_others_send(holders))
    totals = _totals(form, holders, shipping, bearers[_FIRST])
    return [
        form.model_copy(
            update={
                "line_items": tuple(_narrowed_lines(form, holders, number)),
                "shipments": tuple(_of_part(shipments, owners, number)),
                "shipping_total": shipping[number],
                "total": totals[number],
                **({} if number == bearers[_FIRST] else {"handling_total": _ZERO, "gross_roundoff": _ZERO}),
            }
        )
        for number in range(count)
    ]


def _of_part(shipments: Sequence[Shipment], owners: Sequence[int | None], number: int) -> Iterator[Shipment]:
    return (shipment for shipment, owner in zip(shipments, owners, strict=False) if owner == number)


def _shipping(
    form: OrderForm,
    shipments: Sequence[Shipment],
    owners: Sequence[int | None],
    bearers: Sequence[int],
    *,
    others_send: bool,
) -> Sequence[Decimal]:
    """Return the shipping cost that each part carries.

    Shipping by a sender that is no store of Flow is left out, as long as that sender has goods to send. If the shipments do not
    add up to the order's shipping, all of it belongs to no part.
    """
    costs = [_ZERO] * len(bearers)
    for shipment, owner in zip(shipments, owners, strict=False):
        if owner is not None or not others_send:
            costs[bearers[_FIRST if owner is None else owner]] += shipment.shipping_total
    together = sum((shipment.shipping_total for shipment in shipments), _ZERO)
    # The order's own sum is what the customer pays (decision 6).
    if together != form.shipping_total:
        costs = [form.shipping_total if at == bearers[_FIRST] else _ZERO for at in range(len(bearers))]
    return costs


def _others_send(holders: Sequence[Holders]) -> bool:
    return any(None in held and held[None].kept > 0 for held in holders)


def _totals(
    form: OrderForm, holders: Sequence[Holders], shipping: Sequence[Decimal], first: int
) -> Sequence[Decimal | None]:
    """Return the total of each part; None without a total.

    What is on no line, such as a discount of the whole order, is divided by what the goods cost. The part `first` carries
    handling and the rounding of cash.
    """
    goods, count = goods_total(form), len(shipping)
    if goods is None:
        return [None] * count
    costs = _costs(form)
    parts = [sum(_parts_of(costs, holders, number), _ZERO) for number in range(count)]
    together = sum(costs, _ZERO)
    rest = goods - together
    # Where nothing costs anything, the first part bears what is on no line.
    weights = [part / together if together else Decimal(number == first) for number, part in enumerate(parts)]
    sums = [part + rest * weight for part, weight in zip(parts, weights, strict=True)]
    sums[first] += form.handling_total + form.gross_roundoff
    return in_whole_cents([part + cost for part, cost in zip(sums, shipping, strict=True)])


def _parts_of(costs: Sequence[Decimal], holders: Sequence[Holders], number: int) -> Iterator[Decimal]:
    for cost, held in zip(costs, holders, strict=True):
        if number in held:
            yield cost * _weight(held, number)


def _weight(held: Holders, number: int | None) -> Decimal:
    whole = sum((share.kept for share in held.values()), _ZERO)
    return held[number].kept / whole if whole and len(held) > 1 else Decimal(1)


def _costs(form: OrderForm) -> Sequence[Decimal]:
    """Return what each line costs. If a line cannot be read, all count with Omnium's `extendedPrice`: the mapping of the
    parts will raise for the line."""
    try:
        lines = without_packages(open_lines(form), goods_total(form), keep_parents=True)
    except InvalidData:
        return [line.extended_price or _ZERO for line in form.line_items]
    known = {line.line_id: line.cost for line in lines}
    return [known.get(line.line_item_id or "", _ZERO) for line in form.line_items]


def _narrowed_lines(form: OrderForm, holders: Sequence[Holders], number: int) -> Iterator[OrderLine]:
    for line, held in zip(form.line_items, holders, strict=True):
        if number not in held:
            yield _nothing_of(line)
        else:
            yield _share_of(line, held, number) if len(held) > 1 else line


def _nothing_of(line: OrderLine) -> OrderLine:
    nothing = ("quantity", "canceled_quantity", "delivered_quantity", "discounted", "extended_price")
    return line.model_copy(update=dict.fromkeys(nothing, _ZERO))


def _share_of(line: OrderLine, held: Holders, number: int) -> OrderLine:
    share = held[number]
    return line.model_copy(
        update={
            "quantity": share.quantity,
            "canceled_quantity": share.cancelled,
            "delivered_quantity": share.delivered,
            "discounted": line.discounted * share.quantity / line.quantity if line.quantity else _ZERO,
            "extended_price": _cost_of_share(line, held, number),
        }
    )


def _cost_of_share(line: OrderLine, held: Holders, number: int) -> Decimal | None:
    """Return a share's part of the line's cost in cents; together the shares cost what the line costs."""
    if line.extended_price is None:
        return None
    costs = in_whole_cents(
        [line.extended_price * _weight(held, owner) for owner in held], line.extended_price
    )
    return dict(zip(held, costs, strict=True))[number]
