"""What agreement means for the money. No I/O."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from rigs.agreement.difference import Difference, both
from rigs.agreement.goods import Pair, pairs_of
from rigs.agreement.sides import CENT, ZERO, Document, Sides, hundredth, is_same, number

_PAID_IN_THE_SHOP: Final = "settlement-"
"""What the names begin with that the simulated shop gives to payments."""

_VOIDED: Final = "-voided"
"""What is added to the name of a payment for what takes it back."""

_PAID: Final = "omnium.paid"
"""The property of a Flow order that tells what no payment method of the shop maps to."""


def costs(sides: Sides) -> Iterator[Difference]:
    """A line costs the same on both sides, as far as the shop has it."""
    if sides.is_cancelled:
        return
    for pair in pairs_of(sides):
        shop, omnium = _cost_in_shop(pair), _cost_in_omnium(pair)
        if omnium is not None and abs(shop - omnium) > 2 * CENT + _unspeakable(pair):
            told = f"line {pair.line_id}: costs {shop} in the shop, {omnium:.2f} in Omnium"
            apart = abs(shop - omnium).quantize(CENT)
            figures = (both({shop}, {omnium}), both({apart}))
            near = CENT + _unspeakable(pair)
            yield Difference(told, (pair.line_id,), figures, is_money=True, apart=apart, near=near)


def totals(sides: Sides) -> Iterator[Difference]:
    """The whole order costs the same to the cent, where one store has all of it."""
    if sides.is_cancelled or not _is_whole(sides) or any(costs(sides)):
        return
    shop = hundredth(sides.living[0]["orderTotals"]["grandTotal"])
    omnium = number(sides.form["total"]) - number(sides.form.get("grossRoundoff"))
    if shop != omnium:
        figures = (both({shop}, {omnium}), both({abs(shop - omnium)}))
        told = f"it costs {shop} in the shop, {omnium} in Omnium"
        yield Difference(told, (), figures, is_money=True, near=CENT)


def taken_in_the_shop(sides: Sides) -> Iterator[Difference]:
    """Omnium knows every payment that the shop took, and none that it took not; of what it lacks the sum may be told.

    What was given back for a return without goods is a payment too: the return answers for it. What takes a voided payment
    back bears its name.
    """
    shop = {one["settlementUid"]: one for order in sides.flow for one in _own_settlements(sides, order)}
    of_returns = {one.get("settlementUid") for order in sides.returns for one in _settled(order)}
    omnium: dict[str, Decimal] = {}
    for one in sides.form["payments"]:
        uid = str(one["id"]).removesuffix(_VOIDED)
        if _is_the_shops(one) and uid not in of_returns:
            omnium[uid] = omnium.get(uid, ZERO) + _worth(one)
    lacking = sum((hundredth(one["amount"]) for uid, one in shop.items() if uid not in omnium), ZERO)
    for uid in sorted(shop.keys() | omnium.keys()):
        here = hundredth(shop[uid]["amount"]) if uid in shop else ZERO
        there = omnium.get(uid, ZERO)
        if here != there:
            told = f"payment {uid}: {here} in the shop, {there} in Omnium"
            summed = () if uid in omnium else (both({lacking}),)
            figures = (both({abs(here - there)}), both({here}, {there}), *summed)
            yield Difference(told, (), figures, is_money=True)


def paid_before(sides: Sides) -> Iterator[Difference]:
    """The shop knows what Omnium has taken or reserved: up to what its goods cost in Omnium, which collects no more, and up to
    what is left to pay in the shop. As payments, or in words what no payment method maps to; each order its own share."""
    if not sides.living or sides.is_cancelled:
        return
    whole = taken(sides) + reserved(sides)
    left = sum((_left_to_pay(sides, order) for order in sides.living), ZERO)
    others = _of_others(sides)
    there = max(min(whole - others, _due(sides) - others, left), ZERO)
    settled = sum(
        (hundredth(one["amount"]) for order in sides.living for one in _carried(sides, order)), ZERO
    )
    here = settled + sum((_told(order) for order in sides.living), ZERO)
    near = CENT + sum((_unspeakable(pair) + _priced_otherwise(pair) for pair in pairs_of(sides)), ZERO)
    if there - near <= here <= max(whole, there) + near:
        return
    told = f"{there} is paid in Omnium, the shop knows {here}"
    figures = (both({there, whole}), both({abs(there - here), abs(whole - here)}))
    yield Difference(told, (), figures, is_money=True)


def balance(sides: Sides) -> Iterator[Difference]:
    """Nobody has paid too much; and of what the till has finished nobody has paid too little.

    What is to pay for an order that is not finished stands on the till. What Omnium has taken for an order that it
    gives up it gives back by itself; each shop has its own sum to give back then, which is told for its order. One that is on
    hold and in no shop yet is looked at when it comes out.
    """
    if sides.is_cancelled:
        yield from _to_give_back(sides)
        return
    if any(taken_in_the_shop(sides)) or any(totals(sides)) or any(costs(sides)):
        return
    if sides.is_not_yet and not sides.flow:
        return
    left = paid(sides) - _due(sides)
    is_finished = any(order["orderState"] == "COMPLETE" for order in sides.flow)
    if left > 0 or (left < 0 and is_finished and _is_whole(sides)):
        told = f"{paid(sides)} is paid and {_due(sides)} is due: {left}"
        # Of an order without goods that is paid, the sum that is paid is the one to give back.
        is_empty = not any(line.kept for line in sides.lines.values())
        figures = (both({left, paid(sides)} if is_empty else {left}), both({paid(sides)}, {_due(sides)}))
        yield Difference(told, (), figures, is_money=True, near=CENT)


def _to_give_back(sides: Sides) -> Iterator[Difference]:
    for order in sides.flow:
        taken = sum((hundredth(one["amount"]) for one in _own_settlements(sides, order)), ZERO)
        if taken > 0:
            things = (order["orderUid"],) if len(sides.flow) > 1 else ()
            yield Difference(
                f"{order['orderUid']}: {taken} to give back", things, (both({taken}),), is_money=True
            )


def given_back(sides: Sides) -> Iterator[Difference]:
    """Omnium has of each return what was given back for it, and what the customer paid on top.

    As a return, or as payments while it has no goods to take back: what it was told that way stays so.
    """
    forms = {form["rmaNumber"]: form for form in sides.omnium["returnOrderForms"]}
    for order in sides.returns:
        back = -sum((hundredth(one["amount"]) for one in _settled(order)), ZERO)
        form = forms.get(order["orderUid"])
        there = number(form["creditAmount"] if form else None) + _credited_as_payments(sides, order)
        if there != max(back, ZERO):
            told = f"return {order['orderUid']}: {back} given back in the shop, {there} in Omnium"
            yield Difference(told, (), (both({abs(back)}), both({abs(back - there)})), is_money=True)
        if back < 0:
            yield Difference(
                f"return {order['orderUid']}: {-back} paid on top", (), (both({back}),), is_money=True
            )


def _credited_as_payments(sides: Sides, order: Document) -> Decimal:
    uids = {one.get("settlementUid") for one in _settled(order)}
    return -sum((_worth(one) for one in sides.form["payments"] if str(one["id"]) in uids), ZERO)


def foreign_lines(sides: Sides) -> Iterator[Difference]:
    """What went out with a return is no line of the order: a person is told of each."""
    for order in sides.returns:
        for item in order["items"]:
            if item["originalOrderItemUid"] is None:
                cost = abs(hundredth(item["itemPrice"]))
                things = (item["orderItemUid"], item["productUid"])
                told = f"return {order['orderUid']}: {item['productUid']} for {cost} went out"
                yield Difference(told, things, (both({cost}),), is_money=True)


def taken(sides: Sides) -> Decimal:
    """What Omnium has taken by itself and not given back."""
    return sum((_taken(sums) for sums in _transactions(sides)), ZERO)


def reserved(sides: Sides) -> Decimal:
    """What Omnium has reserved, and neither taken nor let go."""
    return sum((sums.get("Authorization", ZERO) for sums in _transactions(sides) if len(sums) == 1), ZERO)


def paid(sides: Sides) -> Decimal:
    """All that is paid for the order and has not been given back, wherever; of what is reserved no more than is due."""
    shop = (hundredth(one["amount"]) for order in sides.flow for one in _own_settlements(sides, order))
    whole = sum(shop, ZERO)
    if sides.is_cancelled:
        return whole
    whole += taken(sides)
    return whole + min(reserved(sides), max(ZERO, _due(sides) - whole))


def _transactions(sides: Sides) -> Iterable[dict[str, Decimal]]:
    """Sum up Omnium's own payments by transaction and type."""
    found: dict[str, dict[str, Decimal]] = {}
    for one in sides.form["payments"]:
        if one["status"] == "Processed" and not _is_the_shops(one):
            sums = found.setdefault(one["transactionId"], {})
            sums[one["transactionType"]] = sums.get(one["transactionType"], ZERO) + number(one["amount"])
    return found.values()


def _taken(sums: dict[str, Decimal]) -> Decimal:
    return sums.get("Capture", ZERO) + sums.get("Sale", ZERO) - sums.get("Credit", ZERO)


def _due(sides: Sides) -> Decimal:
    """What the order costs in all; one that is given up costs nothing, what came back is paid back with the return."""
    return ZERO if sides.is_cancelled else number(sides.form["total"])


def _is_whole(sides: Sides) -> bool:
    """One store has all goods of the order, nobody else has handed any over, and no quantity differs."""
    if len(sides.living) != 1:
        return False
    store = sides.living[0]["storeUid"]
    return all(
        pair.line.store == store
        and not pair.elsewhere
        and is_same(pair.open_in() + pair.handed_over, pair.line.kept)
        for pair in pairs_of(sides)
        if pair.line.kept or pair.open_in() or pair.handed_over
    )


def _cost_in_shop(pair: Pair) -> Decimal:
    items = (item for order, item in pair.items if order["orderState"] != "CANCELLED")
    return sum((hundredth(item["itemPrice"]) for item in items), ZERO)


def _cost_in_omnium(pair: Pair) -> Decimal | None:
    """The share of what the shop has; None where the quantities differ, which is told as such."""
    line = pair.line
    shop = pair.open_in() + pair.handed_over
    if not shop or not line.kept or not is_same(shop, line.kept - pair.elsewhere):
        return None
    return line.cost if not pair.elsewhere else line.cost * (line.kept - pair.elsewhere) / line.kept


def _unspeakable(pair: Pair) -> Decimal:
    """What a hundredth is worth: no less can Flow tell of a line that is shared with others."""
    line = pair.line
    return line.cost / line.kept / 100 if pair.elsewhere and line.kept else ZERO


def _settled(order: Document) -> Iterator[Document]:
    return (one for one in order["settlements"] if one.get("state") == "SETTLED")


def _own_settlements(sides: Sides, order: Document) -> Iterator[Document]:
    known = {str(one["id"]) for one in sides.form["payments"]}
    return (one for one in _settled(order) if one.get("externalPaymentReference") not in known)


def _carried(sides: Sides, order: Document) -> Iterator[Document]:
    known = {str(one["id"]) for one in sides.form["payments"]}
    return (one for one in _settled(order) if one.get("externalPaymentReference") in known)


def _is_the_shops(payment: Document) -> bool:
    return str(payment["id"]).startswith(_PAID_IN_THE_SHOP)


def _worth(payment: Document) -> Decimal:
    if payment["status"] != "Processed" or payment["transactionType"] == "Void":
        return ZERO
    return number(payment["amount"]) * (-1 if payment["transactionType"] == "Credit" else 1)


def _left_to_pay(sides: Sides, order: Document) -> Decimal:
    own = sum((hundredth(one["amount"]) for one in _own_settlements(sides, order)), ZERO)
    return max(hundredth(order["orderTotals"]["grandTotal"]) - own, ZERO)


def _of_others(sides: Sides) -> Decimal:
    """What Omnium's total holds of what no store of Flow hands over: its goods, and the shipping of its shipments."""
    goods = sum((_cost_of_others(pair) for pair in pairs_of(sides)), ZERO)
    freight = (
        number(shipment.get("shippingSubTotal"))
        for shipment in sides.form["shipments"]
        if not any(sides.lines[line["lineItemId"]].store for line in shipment["lineItems"])
    )
    return goods + sum(freight, ZERO)


def _cost_of_others(pair: Pair) -> Decimal:
    line = pair.line
    if line.store is None:
        return line.cost
    rest = line.kept - pair.open_in() - pair.handed_over
    return line.cost * max(rest, ZERO) / line.kept if line.kept else ZERO


def _priced_otherwise(pair: Pair) -> Decimal:
    """By how much the shop's share of a line costs more or less than that of Omnium's price: told for the line."""
    shop, kept = pair.open_in() + pair.handed_over, pair.line.kept
    if not kept or is_same(shop, kept):
        return ZERO
    return abs(_cost_in_shop(pair) - pair.line.cost * shop / kept)


def _told(order: Document) -> Decimal:
    """What the order says that is paid, beside its payments."""
    return sum(
        (number(item["value"]) for item in order.get("properties") or [] if item["key"] == _PAID), ZERO
    )
