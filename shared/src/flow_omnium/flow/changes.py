"""Reading what has changed in a window of time, from a list of Flow's that goes on changing while it is read.

Flow gives such lists in pages alone. A record that is changed again leaves its place, those behind it move up, and one of
them is then on no page. So the newest are asked for first: what is changed then moves forward, and pushes others to pages
that are still to come. Whatever order they come in, a way through the pages counts only where all of them tell one count
and hold that many records; else the list is read again, until a way brings nothing more.
"""

from collections.abc import AsyncGenerator, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from flow_omnium.flow.api import SYSTEM, FlowApi, Names
from flow_omnium.flow.lists import raw_pages
from flow_omnium.flow.routes import Route
from flow_omnium.outcomes import ApiCall, InvalidData, NotAccepted
from flow_omnium.rest.batches import Batch, read_each
from flow_omnium.rest.pages import MAX_PAGES, READS, Fetch, Page
from flow_omnium.tenants.tenant import Tenant

NEWEST_FIRST: Final[Names] = MappingProxyType({"sortBy": "lastModifiedAt", "sortDirection": "DESC"})
"""Sorting is published for every list (flow.md 4.1), the filters by time of most are not."""

_CUT_OFF: Final = timedelta(seconds=1)
"""By how much a moment that is shown may be earlier than the one that Flow compares: its last digits are cut off."""

_COUNT: Final = "paging.totalCount"
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Window:
    """Two moments (UTC), both included."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether a record of that moment is wanted; one that tells no moment is."""
        return moment is None or (not self.is_after(moment) and moment <= self.until)

    def is_after(self, moment: datetime) -> bool:
        """Whether the window begins after a moment."""
        return moment < self.since - _CUT_OFF


@dataclass(frozen=True)
class ChangesOf(Generic[_Model]):
    """One of Flow's lists: where it is read, what of a record is read, by which field it is named, and when it was changed.

    `moment` returns None for all records where Flow's own filter has both ends of the window.
    """

    route: Route
    model: type[_Model]
    id_name: str
    key: Callable[[_Model], Hashable]
    moment: Callable[[_Model], datetime | None]

    def read(
        self,
        api: FlowApi,
        tenant: Tenant,
        window: Window,
        *,
        ids: Names | None = None,
        query: Names | None = None,
        body: BaseModel | None = None,
    ) -> AsyncGenerator[Batch[_Model], None]:
        """Yield what the window holds of Flow's list. Raises what the calls and `through` raise."""
        return self.through(raw_pages(api, tenant, self.route, ids=ids, query=query, body=body), window)

    async def through(self, fetch: Fetch[Any], window: Window) -> AsyncGenerator[Batch[_Model], None]:
        """Yield what the window holds, page by page, each record once; one that cannot be read hides no other.

        Raises what `fetch` raises; NotAccepted where neither filter nor order is kept, so that the whole list would have to
        be read; InvalidData for a list that is not whole (what was yielded is right, and not all) or has no end.
        """
        reading = _Reading(self, window, fetch)
        while not reading.is_done:
            batch = await reading.next_batch()
            if batch.records or batch.unreadable:
                yield batch


@dataclass(frozen=True)
class _Listed(Generic[_Model]):
    """A page: its records by their keys, when each was changed, and how many the list is told to have."""

    records: Mapping[Hashable, _Model]
    batch: Batch[_Model]
    moments: Sequence[datetime | None]
    total: int | None

    @property
    def keys(self) -> set[Hashable]:
        """What tells the page's records from all others."""
        return {*self.records, *(one.id for one in self.batch.unreadable)}

    @property
    def is_sorted(self) -> bool:
        """Whether the newest come first."""
        known = [moment for moment in self.moments if moment]
        return all(first >= second for first, second in pairwise(known))

    def is_before(self, window: Window) -> bool:
        """Whether all of the page was changed before the window."""
        return not self.batch.unreadable and all(
            moment is not None and window.is_after(moment) for moment in self.moments
        )


@dataclass
class _Way(Generic[_Model]):
    """One way through the pages: what it has come by, and whether it is over.

    It is over at the last page, at one that lies before the window, and at one that brings nothing new; `is_through` unless
    it ended there although more was told.
    """

    window: Window
    number: int = 0
    keys: set[Hashable] = field(default_factory=set)
    totals: set[int | None] = field(default_factory=set)
    rows: int = 0
    is_over: bool = False
    is_through: bool = False
    is_past: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether no record can have slipped from one page to another unseen."""
        is_steady = len(self.totals) == 1 and len(self.keys) == self.rows
        return is_steady and (self.is_past or self.totals in ({self.rows}, {None}))

    @property
    def told(self) -> str:
        """The counts that the pages told."""
        return ", ".join(sorted(str(total) for total in self.totals))

    def take(self, page: _Listed[_Model]) -> None:
        """Note a page."""
        self.totals.add(page.total)
        if page.keys <= self.keys:
            self.is_over, self.is_through = True, page.total is None
            return
        self.keys |= page.keys
        self.rows += len(page.batch.records) + len(page.batch.unreadable)
        is_end = page.total is not None and self.rows >= page.total
        self.is_past = not is_end and page.is_before(self.window)
        self.is_over = self.is_through = is_end or self.is_past


@dataclass
class _Reading(Generic[_Model]):
    """All ways through the pages of one list, and what they have given."""

    changes: ChangesOf[_Model]
    window: Window
    fetch: Fetch[Any]
    given: set[Hashable] = field(default_factory=set)
    ways: list[_Way[_Model]] = field(default_factory=list)
    is_more: bool = True

    @property
    def is_done(self) -> bool:
        """Whether all is read: by a way that is whole, or by a further one that has brought nothing more."""
        if not self.ways or not self.ways[-1].is_over:
            return False
        way = self.ways[-1]
        return way.is_whole or (way.is_through and not self.is_more)

    async def next_batch(self) -> Batch[_Model]:
        """Read a page, and return what the window holds of it and no page before has given."""
        way = self._way()
        way.number += 1
        if way.number > MAX_PAGES:
            raise InvalidData(_COUNT, way.told, f"the end of a list: {MAX_PAGES} pages were not")
        page = self._listed(way.number, await self.fetch(way.number))
        way.take(page)
        if way.is_past and not page.is_sorted:
            raise NotAccepted(self._call, "neither the filter by time nor the order was kept")
        return self._wanted(page)

    def _way(self) -> _Way[_Model]:
        """Return the way that goes on, or a new one. Raises InvalidData after the last."""
        if self.ways and not self.ways[-1].is_over:
            return self.ways[-1]
        if len(self.ways) == READS:
            way = self.ways[-1]
            raise InvalidData(_COUNT, way.told, f"what the pages of the list hold: {way.rows} records")
        self.is_more = not self.ways
        self.ways.append(_Way(self.window))
        return self.ways[-1]

    def _listed(self, number: int, page: Page[Any]) -> _Listed[_Model]:
        changes = self.changes
        batch = read_each(changes.model, page.records, changes.id_name, at=f"page {number} ")
        records = {changes.key(one): one for one in batch.records}
        return _Listed(records, batch, [changes.moment(one) for one in batch.records], page.total)

    def _wanted(self, page: _Listed[_Model]) -> Batch[_Model]:
        fresh = {
            key: one
            for key, one in page.records.items()
            if key not in self.given and self.window.holds(self.changes.moment(one))
        }
        unreadable = [one for one in page.batch.unreadable if one.id not in self.given]
        self.given.update(fresh, (one.id for one in unreadable))
        self.is_more = self.is_more or bool(fresh or unreadable)
        return Batch(list(fresh.values()), unreadable)

    @property
    def _call(self) -> ApiCall:
        return ApiCall(SYSTEM, self.changes.route.method, self.changes.route.path)
