"""How a collection, an index or a queue differs from what this version needs, and what was done about it: lines for people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MISSING: Final = "missing"
"""The option of a part that is not there at all."""


@dataclass(frozen=True)
class Difference:
    """`kind` is `collection`, `index` or `queue`, `name` such as `jobs.retention`, `option` what differs or MISSING.

    `blocks` says that a promise rests on it, so that no work is done until it is mended.
    """

    kind: str
    name: str
    option: str
    wanted: str = ""
    found: str = ""
    blocks: bool = False

    def __str__(self) -> str:
        """Name it, and say what it is and should be."""
        if self.option == MISSING:
            return f"{self.kind} {self.name} is missing" + (f": {self.found}" if self.found else "")
        return f"{self.kind} {self.name}: {self.option} is {self.found} and should be {self.wanted}"


@dataclass(frozen=True)
class Report:
    """One line of what bringing the schema up to date did; with a `difference`, what it could not do, and why."""

    line: str
    difference: Difference | None = None

    @property
    def failed(self) -> bool:
        """Whether it could not be done."""
        return self.difference is not None


Tell = Callable[[Sequence[Difference]], None]
"""Called after each look with all that differs."""


def untold(_differences: Sequence[Difference]) -> None:
    """Do nothing: for callers that report differences to nobody."""
