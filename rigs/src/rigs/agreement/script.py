"""What happens in a run, drawn from one number: the order as it is placed, then acts and runs of jobs in turn."""

import random
from dataclasses import dataclass
from typing import Final

from rigs.agreement.acts import drawn
from rigs.agreement.fates import Step
from rigs.agreement.in_omnium import PAYMENTS, new_line, payment, place
from rigs.agreement.runs import Run, chance_of
from rigs.agreement.world import ORDER_ID, Document

RUN: Final = "run"
FATES: Final = ("none", "none", "before", "after", "act")
ODDS_OF_AN_ACT: Final = 0.4
ODDS_OF_PREPAID: Final = 0.3
MOST_WRITES: Final = 6
LENGTHS: Final = (6, 28)


@dataclass(frozen=True)
class Script(Run):
    """A run of an order."""

    order: Document


def script_of(seed: int) -> Script:
    """Draw a run."""
    chance = chance_of(seed)
    order = _order(chance)
    return Script(seed, tuple(_step(chance) for _ in range(chance.randint(*LENGTHS))), order)


def _step(chance: random.Random) -> Step:
    seed = chance.randrange(10**6)
    if chance.random() < ODDS_OF_AN_ACT:
        return Step(drawn(chance), seed)
    return Step(RUN, seed, chance.choice(FATES), chance.randrange(MOST_WRITES))


def _order(chance: random.Random) -> Document:
    kind = chance.choice(("ClickAndCollect", "ClickAndCollect", "Online"))
    lines = [new_line(str(number), chance) for number in range(1, chance.randint(1, 3) + 1)]
    return {
        "id": ORDER_ID,
        "marketId": "NOR",
        "storeId": "web",
        "orderType": kind,
        "status": chance.choice(("New", "New", "New", "OnHold")),
        "billingCurrency": "NOK",
        "orderForm": {
            "lineItems": lines,
            "shipments": list(_shipments(chance, kind, lines)),
            "payments": _payments(chance, lines),
        },
    }


def _shipments(chance: random.Random, kind: str, lines: list[Document]) -> list[Document]:
    """One for the shop; sometimes another place sends the last line."""
    freight = chance.choice((0, 0, 0, 49))
    first = {**place("oslo", kind), "shipmentId": "1", "shippingSubTotal": freight, "lineItems": lines}
    if len(lines) == 1 or chance.random() < 0.6:  # noqa: PLR2004
        return [first]
    second = place(chance.choice(("oslo", "bergen", "central")), kind)
    parts = [{**first, "lineItems": lines[:-1]}, {**second, "shipmentId": "2", "lineItems": lines[-1:]}]
    return chance.sample(parts, 2)


def _payments(chance: random.Random, lines: list[Document]) -> list[Document]:
    """A web shop has taken or reserved the money now and then."""
    if chance.random() >= ODDS_OF_PREPAID:
        return []
    cost = sum(line["quantity"] * line["placedPrice"] - line["discounted"] for line in lines)
    kind = chance.choice(("Authorization", "Sale"))
    return [payment(1, kind, round(cost, 2), chance.choice(PAYMENTS))] if cost > 0 else []
