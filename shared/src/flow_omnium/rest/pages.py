"""Lists that come in pages: read until there are as many records as the list says, however few a page holds.

A list may change while it is read: when a record goes the others move up, and one of them is then on no page. So a list is
whole only if all its pages give the same count and hold as many records; else it is read again.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeAlias, TypeVar

from flow_omnium.outcomes import InvalidData

READS: Final = 3
"""How often a list is read at most, until it is whole."""

MAX_PAGES: Final = 10_000
"""A list with more pages is taken for one without an end."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Page(Generic[_T]):
    """One page; `total` is how many records the list has, None where the answer does not tell."""

    records: Sequence[_T]
    total: int | None


Fetch: TypeAlias = Callable[[int], Awaitable[Page[_T]]]
"""Reads the page of a number, counted from 1."""


@dataclass
class _Reading(Generic[_T]):
    """What one way through the pages has brought: each record once, and how many rows there were."""

    records: dict[Hashable, _T] = field(default_factory=dict)
    rows: int = 0
    totals: set[int | None] = field(default_factory=set)

    def take(self, page: Page[_T], key: Callable[[_T], Hashable]) -> bool:
        """Add a page; returns False for one that brings nothing new."""
        self.totals.add(page.total)
        new = {key(record): record for record in page.records}
        if new.keys() <= self.records.keys():
            return False
        self.rows += len(page.records)
        self.records.update(new)
        return True

    @property
    def is_whole(self) -> bool:
        """Whether the pages hold what they tell; a list that tells no count ends where nothing new comes."""
        return self.totals in ({self.rows}, {None})


async def read_list(
    fetch: Fetch[_T], key: Callable[[_T], Hashable], *, count_name: str = "paging.totalCount"
) -> Sequence[_T]:
    """Read all records of a list, each once by its `key`. Raises InvalidData for a count that its pages do not hold."""
    before: set[Hashable] | None = None
    for _read in range(READS):
        reading = await _through(fetch, key, count_name)
        found = set(reading.records)
        # A record that is on two pages has pushed another one off, unless the list holds it twice each time.
        if reading.is_whole and (len(found) == reading.rows or found == before):
            return list(reading.records.values())
        before = found
    told = ", ".join(sorted(str(total) for total in reading.totals))
    raise InvalidData(count_name, told, f"what the pages of the list hold: {reading.rows} records")


async def _through(fetch: Fetch[_T], key: Callable[[_T], Hashable], count_name: str) -> _Reading[_T]:
    reading: _Reading[_T] = _Reading()
    for number in range(1, MAX_PAGES + 1):
        page = await fetch(number)
        is_new = reading.take(page, key)
        if not is_new or (page.total is not None and reading.rows >= page.total):
            return reading
    raise InvalidData(count_name, page.total, f"the end of a list: {MAX_PAGES} pages were not")
