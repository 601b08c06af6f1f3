"""The ledger in pages, however long it is: each page begins behind the last entry of the one before it, and nothing is counted.

Entries with equal times stand by their ids, so that a page may end among them; no index has the ids. So what stands behind a
place is asked for in steps, each of which an index answers: first those that are equal to it, then those beyond.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.operator.job_filter import JobFilter, Order, sort_of
from flow_omnium.jobs.operator.job_ways import Way, ways_of
from flow_omnium.runtime.database import DESCENDING, Collection, Database, Document
from flow_omnium.runtime.hints import hinted

PAGE: Final = 50

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MOMENT: Final = timedelta(milliseconds=1)
_COUNTED: Final = "attemptCount"
_LARGEST: Final = 253_402_300_799_000

Sort: TypeAlias = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Place:
    """Where a page ends: what its last entry is sorted by, and its id. A time is in milliseconds of Unix time."""

    values: tuple[int, ...]
    job_id: str

    def __str__(self) -> str:
        return ".".join([*map(str, self.values), self.job_id])


@dataclass(frozen=True)
class Page:
    """Entries in their order, and the place behind which the next page begins, None where there is none."""

    entries: Sequence[JobEntry | UnreadableEntry] = ()
    end: Place | None = None


def read_place(text: str, order: Order) -> Place:
    """Read a place as it is written. Raises ValueError for what is none in such an order."""
    *values, job_id = text.split(".", len(sort_of(order)))
    if len(values) != len(sort_of(order)) or not job_id:
        message = f"{text!r} is no place in a list that is sorted by {order.value}"
        raise ValueError(message)
    numbers = tuple(map(int, values))
    if not all(0 <= number <= _LARGEST for number in numbers):
        message = f"{text!r} is no place in a list"
        raise ValueError(message)
    return Place(numbers, job_id)


class JobPages:
    """Reads pages of the ledger. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def page(self, wanted: JobFilter, after: Place | None = None, size: int = PAGE) -> Page:
        """Return the entries that match, in their order, behind a place; the filter's own limit is left aside."""
        sort = sort_of(wanted.order)
        found = {
            str(document["_id"]): document
            for way in ways_of(wanted)
            for document in await self._behind(way, sort, after, size + 1)
        }
        ordered = sorted(found.values(), key=lambda document: _rank(document, sort))
        shown = ordered[:size]
        end = _place_of(shown[-1], sort) if len(ordered) > size else None
        return Page([read_entry(document) for document in shown], end)

    async def _behind(self, way: Way, sort: Sort, after: Place | None, count: int) -> Sequence[Document]:
        found: list[Document] = []
        for step, order in _steps(sort, after):
            if len(found) < count:
                found += await self._read(way, step, order, count - len(found))
        return await self._completed(way, sort, after, found) if len(found) == count else found

    async def _completed(
        self, way: Way, sort: Sort, after: Place | None, found: Sequence[Document]
    ) -> Sequence[Document]:
        """The last ones may be any of those that are equal: take the first of these by their ids instead."""
        last = _values(found[-1], sort)
        if after is not None and last == _as_stored(after, sort):
            return found
        before = [document for document in found if _values(document, sort) != last]
        equal = {field: value for (field, _), value in zip(sort, last, strict=True)}
        return [*before, *await self._read(way, equal, [("_id", 1)], len(found) - len(before))]

    async def _read(self, way: Way, step: Document, order: Sort, count: int) -> Sequence[Document]:
        query = {"$and": [way.query, step]} if step else way.query

        async def read(hint: Document) -> Sequence[Document]:
            return await self._jobs.find(query, **hint).sort(list(order)).limit(count).to_list(None)

        return await hinted(way.index, read)


def _steps(sort: Sort, after: Place | None) -> Iterator[tuple[Document, Sort]]:
    """What stands behind a place, the nearest first, and how each part of it is sorted."""
    if after is None:
        yield {}, sort
        return
    values = _as_stored(after, sort)
    equal: list[Document] = [
        {field: value for (field, _), value in zip(sort, values[:length], strict=False)}
        for length in range(len(sort) + 1)
    ]
    yield equal[-1] | {"_id": {"$gt": after.job_id}}, [("_id", 1)]
    for position in reversed(range(len(sort))):
        field, direction = sort[position]
        yield equal[position] | {field: _beyond(values[position], direction)}, sort[position:]


def _beyond(value: Any, direction: int) -> Document:
    # What is no time comes after all times, and is not less than any: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
    return {"$not": {"$gte": value}} if direction == DESCENDING else {"$gt": value}


def _as_stored(place: Place, sort: Sort) -> tuple[Any, ...]:
    return tuple(
        value if field == _COUNTED else _EPOCH + value * _MOMENT
        for value, (field, _) in zip(place.values, sort, strict=True)
    )


def _values(document: Document, sort: Sort) -> tuple[Any, ...]:
    return tuple(document.get(field) for field, _ in sort)


def _numbers(document: Document, sort: Sort) -> tuple[int, ...] | None:
    """What it is sorted by, as numbers; None where it cannot be read."""
    values = [value if isinstance(value, int) else _milliseconds(value) for value in _values(document, sort)]
    return None if None in values else tuple(value for value in values if value is not None)


def _milliseconds(value: object) -> int | None:
    return (value - _EPOCH) // _MOMENT if isinstance(value, datetime) else None


def _rank(document: Document, sort: Sort) -> tuple[bool, tuple[int, ...], str]:
    numbers = _numbers(document, sort)
    if numbers is None:
        return True, (), str(document["_id"])
    signed = (number * direction for number, (_, direction) in zip(numbers, sort, strict=True))
    return False, tuple(signed), str(document["_id"])


def _place_of(document: Document, sort: Sort) -> Place | None:
    """A list that has come to entries whose time cannot be read ends there."""
    numbers = _numbers(document, sort)
    return None if numbers is None else Place(numbers, str(document["_id"]))
