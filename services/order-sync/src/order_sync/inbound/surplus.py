"""What was taken of an order beyond its total, by shops and by Omnium together. Decimals in major units. No I/O."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from order_sync.inbound.allotment import PaymentRules


@dataclass(frozen=True)
class Surplus:
    """What was taken of the whole order beyond its total, by all: by Omnium itself, and `in_shop` by the stores of Flow.

    A promise may be larger, it is not taken whole.
    """

    in_omnium: Decimal
    in_shop: Decimal
    total: Decimal
    rules: PaymentRules

    def flags(self, told: Iterable[str]) -> Iterator[str]:
        """Tell the sum, where none of the orders in Flow tells it: it holds what they do not see of each other."""
        flags = tuple(told)
        shown, paid = self.rules.shown, self.in_omnium + self.in_shop
        too_much = paid - self.total
        if self.total < 0 and paid <= 0 and not any(shown(self.total) in flag for flag in flags):
            given_back = f", and {shown(-paid)} was given back" if paid else ""
            yield f"the order costs {shown(self.total)} in Omnium: less than nothing{given_back}"
        is_theirs = self.rules.choice == "none" and not self.in_shop
        if is_theirs or too_much <= 0 or paid <= 0 or _is_told(shown(too_much), flags):
            return
        shop = f"{shown(self.in_shop)} is paid in the shop" if self.in_shop else ""
        omnium = f"{shown(self.in_omnium)}{'' if shop else ' is paid'} in Omnium" if self.in_omnium else ""
        where = " in Omnium" if shop else ""
        yield (
            f"{' and '.join(filter(None, (shop, omnium)))}, the order costs {shown(self.total)}{where}: "
            f"{shown(too_much)} too much"
        )


def _is_told(amount: str, flags: Iterable[str]) -> bool:
    told = re.compile(rf"(?<![\d.-]){re.escape(amount)}\b")
    return any("back" in flag and told.search(flag) for flag in flags)
