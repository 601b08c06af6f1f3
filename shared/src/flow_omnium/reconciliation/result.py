"""How a record stands on both sides, and how many stand how. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Result(StrEnum):
    """What a comparison has found; the words of the reports."""

    AGREE = "agree"
    MISSING_IN_FLOW = "missingInFlow"
    MISSING_IN_OMNIUM = "missingInOmnium"
    DIFFER = "differ"
    PENDING = "pending"
    """A job of the record is on its way, or the record is still moving: what it stands like is not known yet."""
    NOT_COMPARABLE = "notComparable"


DRIFT: Final = frozenset({Result.MISSING_IN_FLOW, Result.MISSING_IN_OMNIUM, Result.DIFFER})
"""What a job would mend."""


@dataclass(frozen=True)
class Counts:
    """How many records stand how; `fixed` are those of them that were given a job."""

    agree: int = 0
    missing_in_flow: int = 0
    missing_in_omnium: int = 0
    differ: int = 0
    pending: int = 0
    not_comparable: int = 0
    fixed: int = 0

    @property
    def looked_at(self) -> int:
        """All that were compared."""
        return sum(self.of(result) for result in Result)

    @property
    def drift(self) -> int:
        """Those that a job would mend, or that were given one."""
        return sum(self.of(result) for result in DRIFT)

    def of(self, result: Result) -> int:
        """Return how many have a result."""
        number: int = getattr(self, _FIELDS[result])
        return number

    def and_of(self, results: Iterable[tuple[Result, bool]], times: int = 1) -> "Counts":
        """Return it with some more, each with its result and whether it was given a job; each so many times."""
        numbers = dict(vars(self))
        for result, is_fixed in results:
            numbers[_FIELDS[result]] += times
            numbers["fixed"] += times * is_fixed
        return Counts(**numbers)


_FIELDS: Final = {
    Result.AGREE: "agree",
    Result.MISSING_IN_FLOW: "missing_in_flow",
    Result.MISSING_IN_OMNIUM: "missing_in_omnium",
    Result.DIFFER: "differ",
    Result.PENDING: "pending",
    Result.NOT_COMPARABLE: "not_comparable",
}
