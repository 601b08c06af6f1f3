"""The usual lives of an order, from the moment that it is placed: one function each, drawn by weight. No I/O."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from rigs.day.acts import Act, AtOnce, InOmnium, InShop, Life
from rigs.day.orders import PIECE, Order, a_line, some_lines, web_order

GAPS: Final = (15, 75)
"""Seconds between two acts of a life."""


class Clock:
    """Tells when the acts of one life happen: each a while after the one before."""

    def __init__(self, begins: float, chance: random.Random) -> None:
        self._now = begins
        self._chance = chance

    @property
    def now(self) -> float:
        """The moment of the latest act, in seconds since the day began."""
        return self._now

    def later(self) -> float:
        """Let a while go by."""
        self._now += self._chance.uniform(*GAPS)
        return self._now


Ways: TypeAlias = Callable[[str, Order, Clock, random.Random], Iterator[Act]]
"""What is done with an order after it was placed."""


def collected(number: str, _order: Order, clock: Clock, _chance: random.Random) -> Iterator[Act]:
    """Picked, paid in the shop, taken along."""
    yield InShop(clock.later(), "handling", number, {"state": "IN_PROGRESS"})
    yield InShop(clock.later(), "handling", number, {"state": "READY"})
    yield InShop(clock.later(), "settle", number, {"settlementCode": "CARD"})
    yield InShop(clock.now, "deliver", number)
    yield InShop(clock.now, "complete", number)


def changed(number: str, order: Order, clock: Clock, chance: random.Random) -> Iterator[Act]:
    """More ordered of a line, and collected."""
    line = chance.choice(order["orderForm"]["lineItems"])
    more = {"lineItemId": line["lineItemId"], "quantity": line["quantity"] + 1}
    yield _patched(clock, number, {"orderForm": {"lineItems": [more]}})
    yield from collected(number, order, clock, chance)


def extended(number: str, order: Order, clock: Clock, chance: random.Random) -> Iterator[Act]:
    """Another line ordered as well, and collected."""
    path = f"/api/Orders/{number}/OrderLines?shipmentId=1"
    yield InOmnium(clock.later(), "POST", path, a_line("9", chance))
    yield from collected(number, order, clock, chance)


def reduced(number: str, order: Order, clock: Clock, chance: random.Random) -> Iterator[Act]:
    """One of two lines cancelled in Omnium, the rest collected."""
    yield InOmnium(clock.later(), "POST", f"/api/Orders/{number}/OrderLines/2/Cancel")
    yield from collected(number, order, clock, chance)


def called_off(number: str, _order: Order, clock: Clock, _chance: random.Random) -> Iterator[Act]:
    """Cancelled in Omnium."""
    yield _status(clock, number, "OrderCanceled")


def refused(number: str, _order: Order, clock: Clock, _chance: random.Random) -> Iterator[Act]:
    """Cancelled at the till."""
    yield InShop(clock.later(), "cancel", number)


def in_parts(number: str, _order: Order, clock: Clock, _chance: random.Random) -> Iterator[Act]:
    """One line handed over, of the other one a piece given up, paid, and the rest handed over."""
    yield InShop(clock.later(), "deliver", number, line="1", as_items=True, quantity=PIECE)
    yield InShop(clock.later(), "cancelQuantity", number, line="2", quantity=PIECE)
    yield InShop(clock.later(), "settle", number, {"settlementCode": "CASH"})
    yield InShop(clock.later(), "deliver", number)
    yield InShop(clock.now, "complete", number)


def brought_back(number: str, order: Order, clock: Clock, chance: random.Random) -> Iterator[Act]:
    """Collected, and a piece of it brought back."""
    yield from collected(number, order, clock, chance)
    yield _returned(clock, number, "1")


def sent(number: str, _order: Order, clock: Clock, _chance: random.Random) -> Iterator[Act]:
    """Packed and sent."""
    yield InShop(clock.later(), "handling", number, {"state": "IN_PROGRESS"})
    yield InShop(clock.later(), "handling", number, {"state": "DONE"})
    yield InShop(clock.now, "deliver", number)
    yield InShop(clock.later(), "complete", number)


def held(number: str, order: Order, clock: Clock, chance: random.Random) -> Iterator[Act]:
    """Put on hold, let go on, and sent."""
    yield _status(clock, number, "OnHold")
    yield _status(clock, number, "InProgress")
    yield from sent(number, order, clock, chance)


WAYS: Final[Mapping[tuple[str, Ways], int]] = {
    ("ClickAndCollect", collected): 5,
    ("ClickAndCollect", changed): 3,
    ("ClickAndCollect", extended): 2,
    ("ClickAndCollect", reduced): 2,
    ("ClickAndCollect", called_off): 2,
    ("ClickAndCollect", refused): 2,
    ("ClickAndCollect", in_parts): 3,
    ("ClickAndCollect", brought_back): 2,
    ("Online", sent): 5,
    ("Online", held): 1,
    ("Online", called_off): 1,
}
"""How often an order of a type goes this way."""

SALES: Final = 6
"""How often there is a sale over the counter instead; every third is brought back."""


def life_of(number: int, begins: float, chance: random.Random) -> Life:
    """Draw the life of the order of this number, which begins so late in the day."""
    clock = Clock(begins, chance)
    if chance.random() < SALES / (SALES + sum(WAYS.values())):
        return _sale(f"sale-{number}", clock, chance)
    ((kind, way),) = chance.choices(list(WAYS), list(WAYS.values()))
    key = f"D-{number}"
    order = web_order(key, kind, number, chance)
    acts = [InOmnium(begins, "POST", "/api/Orders", order), *way(key, order, clock, chance)]
    return Life(key, f"{kind}: {way.__name__}", acts)


def _sale(uid: str, clock: Clock, chance: random.Random) -> Life:
    items = [
        {
            "productUid": line["code"],
            "sku": line["code"],
            "quantity": PIECE * line["quantity"],
            "unitPrice": 14950,
        }
        for line in some_lines(chance)
    ]
    paid = {"settlements": [{"settlementCode": chance.choice(("CARD", "CASH"))}]}
    sold = {"storeUid": chance.choice(("oslo", "bergen")), "orderUid": uid, "items": items, **paid}
    acts: list[Act] = [AtOnce(clock.now, "sell", sold)]
    if chance.random() < 1 / 3:
        acts.append(_returned(clock, uid, "0"))
    return Life(uid, "sale", acts)


def _patched(clock: Clock, number: str, body: Order) -> InOmnium:
    return InOmnium(clock.later(), "PATCH", f"/api/Orders/{number}/PatchOrder", body)


def _status(clock: Clock, number: str, status: str) -> InOmnium:
    return InOmnium(clock.later(), "POST", f"/api/Orders/{number}/UpdateStatus", {"status": status})


def _returned(clock: Clock, number: str, line: str) -> InShop:
    back = {"settlementCode": "CARD"}
    return InShop(clock.later(), "return", number, back, line=line, as_items=True, quantity=PIECE)
