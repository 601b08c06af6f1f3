"""What agreement means for the order as a whole: its status, its deadline, and that nothing is left half done. No I/O."""

from collections.abc import Iterator
from datetime import datetime

from rigs.agreement.difference import Difference
from rigs.agreement.goods import pairs_of
from rigs.agreement.money import paid
from rigs.agreement.sides import Document, Sides, number


def cancellations(sides: Sides) -> Iterator[Difference]:
    """What Omnium has given up stands in no shop; what the only shop has given up does not go on in Omnium.

    It does go on while others still have goods of it to send: somebody who is no store of Flow, or a store that gets its
    order once Omnium's hold ends, as nothing new is begun before. What was being taken back from the shop is given up by
    Omnium, whoever cancels it. A line that Omnium has given the shop since is told by its figures, with the same words.
    """
    for order in sides.living:
        if sides.is_cancelled:
            told = f"{order['orderUid']} is {order['orderState']} in the shop and {sides.status} in Omnium"
            yield Difference(told, words=("cancelled in Omnium",))
    by_the_shop = [order for order in sides.flow if _is_given_up_by_the_shop(order)]
    if any(line.open and _is_others(sides, line.store) for line in sides.lines.values()):
        return
    if len(sides.flow) == len(by_the_shop) == 1 and not sides.living and not sides.is_cancelled:
        told = f"{sides.flow[0]['orderUid']} is cancelled in the shop and {sides.status} in Omnium"
        since = Difference(told, words=("in the shop, which has cancelled the order",))
        yield Difference(told, words=("cancelled in the shop",), otherwise=(since,))


def _is_others(sides: Sides, store: str | None) -> bool:
    return store is None or (sides.is_not_yet and store not in {order["storeUid"] for order in sides.flow})


def _is_given_up_by_the_shop(order: Document) -> bool:
    is_taken_back = any(item["key"] == "omnium.withdrawn" for item in order.get("properties") or ())
    return order["lastModifiedBy"] != "integration" and not is_taken_back


def endings(sides: Sides) -> Iterator[Difference]:
    """An order that is handed over and paid, wherever, is over in Omnium."""
    pairs = list(pairs_of(sides))
    is_delivered = any(pair.handed_over for pair in pairs) and not any(pair.line.open for pair in pairs)
    due = number(sides.form["total"])
    # What costs nothing is settled when the shop says that it is done with it.
    is_finished = any(order["orderState"] == "COMPLETE" for order in sides.flow)
    is_paid = paid(sides) >= due if due else is_finished
    is_open_in_shop = any(pair.open_in() for pair in pairs)
    if is_delivered and is_paid and not (is_open_in_shop or sides.is_over or sides.is_cancelled):
        yield Difference(f"the order is paid and handed over, and {sides.status} in Omnium")


def half_done(sides: Sides) -> Iterator[Difference]:
    """No order is left open that the shop has not begun with: nobody in the shop has opened one."""
    for order in sides.living:
        is_begun = (order["settleState"], order["deliveryState"]) != ("NOT_STARTED", "NOT_STARTED")
        if order["orderState"] == "OPEN" and not (is_begun and sides.is_cancelled):
            yield Difference(f"{order['orderUid']} was left open", (order["orderUid"],))


def deadlines(sides: Sides) -> Iterator[Difference]:
    """The shop knows until when the customer may come."""
    wanted = sides.omnium.get("customerPickupDeadline")
    for order in sides.living:
        known = order.get("validUntil")
        is_told = not wanted or (known and datetime.fromisoformat(known) == datetime.fromisoformat(wanted))
        if order["orderState"] != "COMPLETE" and not (is_told or sides.is_cancelled):
            yield Difference(f"{order['orderUid']} is kept until {known}, by Omnium until {wanted}")
