"""Whether shop and Omnium agree on an order, or a person is told why not: the judge of every run. No I/O.

It works from both sides' documents and knows nothing of how the suite plans. `RULES` says what agreement means.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rigs.agreement import goods, money, standing
from rigs.agreement.difference import Difference
from rigs.agreement.sides import Sides

RULES: Final[Mapping[str, Callable[[Sides], Iterator[Difference]]]] = {
    "delivered in Omnium: what shops and others have handed over": goods.delivered,
    "to hand over: what is open in Omnium, in the store of its shipment": goods.still_open,
    "no rest is open that Flow cannot express": goods.nothing_left_over,
    "returned in Omnium: what the shops have taken back": goods.returned,
    "cost of a line: the same, as far as the shop has it": money.costs,
    "cost of the order: the same to the cent, where one store has all": money.totals,
    "payments of the shop: each in Omnium, by its name and amount": money.taken_in_the_shop,
    "payments of Omnium: the shop knows the sum": money.paid_before,
    "nobody paid too much, nor too little for what is over": money.balance,
    "given back: each return's sum is Omnium's, what was paid on top is told": money.given_back,
    "goods that went out with a return are told": money.foreign_lines,
    "cancelled on both sides, or on none": standing.cancellations,
    "paid and handed over is over in Omnium": standing.endings,
    "no order is left open": standing.half_done,
    "the shop knows the deadline": standing.deadlines,
}
"""What agreement means. What does not hold must be told by a flag that names the thing and the figures."""


@dataclass(frozen=True)
class Verdict:
    """`faults` are differences that nobody was told of; `flags` are what somebody was."""

    faults: tuple[str, ...]
    flags: tuple[str, ...]


def judged(sides: Sides, flags: Iterable[str], failures: Mapping[str, str]) -> Verdict:
    """Judge what the latest run of each job has left; `failures` are the jobs that go on failing, with their errors."""
    told = tuple(dict.fromkeys(flags))
    untold = (
        f"{rule}: {found.told}"
        for rule, differences in RULES.items()
        for found in differences(sides)
        if not found.is_told_by(told)
    )
    # A job may go on failing only while Omnium has the order on hold: then it waits.
    failing = (f"{job} fails for ever: {error}" for job, error in failures.items() if not sides.is_not_yet)
    return Verdict((*untold, *failing), told)
