"""Omnium's event log (omnium.md 3.6): who changed what, and when."""

from datetime import datetime
from typing import Any

from flow_omnium.rest.models import Detail, Items, ReadModel, UtcTime, WriteModel


class LoggedEvent(ReadModel):
    """One event; `object_id` names what it is about, the next three how and where that stood then."""

    id: Detail = None
    event_log_type: Detail = None
    object_id: Detail = None
    status: Detail = None
    market: Detail = None
    store_id: Detail = None
    timestamp: UtcTime = None


class EventLogPage(ReadModel):
    """A page of a search, the newest first."""

    result: Items[LoggedEvent] = ()


class EventsPage(ReadModel):
    """A page of a search, its events still as they came."""

    result: Items[Any] = ()
    total_hits: int | None = None


class EventLogSearch(WriteModel):
    """Events of a kind, and of a type, since a moment (UTC), up to another one."""

    event_log_model: str
    event_log_type: str | None = None
    created_from: datetime
    created_to: datetime | None = None
    page: int = 0
    take: int
