"""What Omnium's event log tells of orders (omnium.md 3.6), such as that one was deleted for good: no delta query shows that.

A search of the log reaches 10,000 events deep. A window that holds more is halved until its parts do not, since an index
may also stop counting there, and then tells 10,000 of any number above.
"""

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.event_log import EventLogSearch, EventsPage, LoggedEvent
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch, Unreadable, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_ORDER: Final = "Order"
_TAKE: Final = 100
_REACH: Final = 10_000
_NARROWEST: Final = timedelta(milliseconds=1)

_Row = LoggedEvent | Unreadable


class _TooMany(Exception):
    """A window holds more events than a search reaches."""

    def __init__(self, told: int) -> None:
        super().__init__(told)
        self.told = told


class OmniumEventLog:
    """The log of what happened, read only. Which role it needs is not published."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def logged_order_events(
        self, tenant: Tenant, types: Collection[str], since: datetime, until: datetime
    ) -> Batch[LoggedEvent]:
        """List the events of orders that are of these types (`Deleted`, `Canceled`) between two moments (UTC), both included.

        Raises AccessDenied where our user's roles do not suffice, ApiError, Deferred; InvalidData where one moment alone has
        more events than can be read.
        """
        found: dict[Hashable, _Row] = {}
        for kind in types:
            search = EventLogSearch(
                event_log_model=_ORDER, event_log_type=kind, created_from=since, created_to=until, take=_TAKE
            )
            found |= {_key_of(row): row for row in await self._within(tenant, search)}
        return Batch(
            [row for row in found.values() if isinstance(row, LoggedEvent)],
            [row for row in found.values() if isinstance(row, Unreadable)],
        )

    async def _within(self, tenant: Tenant, search: EventLogSearch) -> Sequence[_Row]:
        try:
            return await self._all(tenant, search)
        except _TooMany as fault:
            halves = _halves(search)
            if not halves:
                raise InvalidData(
                    "totalHits", fault.told, f"fewer than {_REACH} events at one moment"
                ) from None
        return [row for half in halves for row in await self._within(tenant, half)]

    async def _all(self, tenant: Tenant, search: EventLogSearch) -> Sequence[_Row]:
        async def page(number: int) -> Page[_Row]:
            # Pages count from 0 (omnium.md 2.4).
            body = search.model_copy(update={"page": number - 1})
            answer = await self._api.send(tenant, Call("POST", routes.SEARCH_EVENT_LOG, body=body))
            found = read_as(EventsPage, answer)
            if found.total_hits is not None and found.total_hits >= _REACH:
                raise _TooMany(found.total_hits)
            return Page(_rows(found, number), found.total_hits)

        return await read_list(page, _key_of, count_name="totalHits")


def _rows(page: EventsPage, number: int) -> Sequence[_Row]:
    read = read_each(LoggedEvent, page.result, "id", at=f"page {number} ")
    return [*read.records, *read.unreadable]


def _key_of(row: _Row) -> Hashable:
    """Tell events apart: by their ids, else by what they are about and when."""
    return row.id or (row.object_id, row.timestamp, row.status) if isinstance(row, LoggedEvent) else row.id


def _halves(search: EventLogSearch) -> Sequence[EventLogSearch]:
    since, until = search.created_from, search.created_to
    if until is None or until - since < _NARROWEST:
        return ()
    middle = since + (until - since) / 2
    return (
        search.model_copy(update={"created_to": middle}),
        search.model_copy(update={"created_from": middle}),
    )
