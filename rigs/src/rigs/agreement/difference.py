"""A point on which both sides differ, and whether a person was told of it. No I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

CURRENCY: Final = "NOK"
_NUMBER: Final = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-])")


@dataclass(frozen=True)
class Difference:
    """What differs; a flag tells it that names one of `things` and a number of each group of one of `figures`.

    `things` are empty where the order itself differs, which the job of the flag names; `figures` are empty where words
    differ and no amounts: then each of `words` stands in the flag. `apart` is by how much the sums differ: a flag tells it
    too that names both sums of a part that lie so far apart. `near` is how far a figure may lie off in the flag.
    `otherwise` are other ways to say the same.
    """

    told: str
    things: tuple[str, ...] = ()
    figures: tuple[tuple[frozenset[Decimal], ...], ...] = ()
    words: tuple[str, ...] = ()
    is_money: bool = False
    apart: Decimal | None = None
    near: Decimal = Decimal(0)
    otherwise: "tuple[Difference, ...]" = ()

    def is_told_by(self, flags: Iterable[str]) -> bool:
        """Tell whether one of the flags names this very difference, or says it otherwise."""
        told = list(flags)
        return any(map(self._is_told_by, told)) or any(other.is_told_by(told) for other in self.otherwise)

    def _is_told_by(self, flag: str) -> bool:
        rests = [_without(flag, thing) for thing in self.things] or [flag]
        worded = all(word in flag for word in self.words)
        priced = CURRENCY in flag or not self.is_money
        return (
            worded and priced and any(self._has_figures(_numbers(rest)) for rest in rests if rest is not None)
        )

    def _has_figures(self, numbers: frozenset[Decimal]) -> bool:
        if not self.figures or any(self._are_in(numbers, groups) for groups in self.figures):
            return True
        return self.apart is not None and any(number + self.apart in numbers for number in numbers)

    def _are_in(self, numbers: frozenset[Decimal], groups: Iterable[Iterable[Decimal]]) -> bool:
        return all(
            any(abs(number - figure) <= self.near for number in numbers for figure in group)
            for group in groups
        )


def both(*groups: Iterable[Decimal | int]) -> tuple[frozenset[Decimal], ...]:
    """One number of each group must stand in the flag."""
    return tuple(frozenset(abs(Decimal(number)) for number in group) for group in groups)


def _without(flag: str, thing: str) -> str | None:
    """Take the name of a thing out of a flag, since it may be a number; None where the flag does not name it."""
    rest, times = re.subn(rf"(?<![\w-]){re.escape(thing)}(?![\w-])", "", flag, count=1)
    return rest if times else None


def _numbers(flag: str) -> frozenset[Decimal]:
    return frozenset(abs(Decimal(found)) for found in _NUMBER.findall(flag))
