"""Money that a shop has to give back, or has still to collect, for an order that was edited or cancelled after payment. No I/O.

What the shop has not been paid for yet is no matter of ours: the till asks for it. It becomes one once the goods are out or the
order is finished, and when an order that was paid in full becomes dearer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow


@dataclass(frozen=True)
class MoneyDue:
    """What the shop itself has taken, less what it gave back; what Omnium has as paid besides; what the order costs.

    `cash_step` is what cash is rounded to, in hundredths. `returned` is what returns without goods have given back already: of
    what was paid too much, nothing else.
    """

    taken: Decimal
    elsewhere: Decimal
    cost: Decimal
    cash_step: int
    returned: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What the shop has of what it took, now that it has given some back of what was too much."""
        too_much = max(self.taken + self.elsewhere - self.cost, Decimal(0))
        return self.taken - min(self.returned, too_much)

    @property
    def difference(self) -> Decimal:
        """What was paid too much, below zero what is left to pay; nothing where it is the rounding of cash."""
        difference = self.left + self.elsewhere - self.cost
        return Decimal(0) if abs(difference) * 2 <= from_flow(self.cash_step) else difference

    def flags(self, shown: Callable[[Decimal], str], *, must_be_paid: bool) -> Iterator[str]:
        """Tell the amount, the same way each time; nothing of an order that the shop has taken nothing for.

        `must_be_paid` says that nothing may be left to pay any more.
        """
        due = self.difference
        if self.left <= 0 or not due or (due < 0 and not must_be_paid):
            return
        besides = f" and {shown(self.elsewhere)} in Omnium" if self.elsewhere else ""
        what = "to give back" if due > 0 else "to collect"
        yield (
            f"{shown(self.left)} is paid in the shop{besides}, the order costs {shown(self.cost)}: "
            f"{shown(abs(due))} {what}"
        )
