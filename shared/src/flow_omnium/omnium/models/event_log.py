"""Omnium's event log (omnium.md 3.6): who changed what, and when."""

from datetime import datetime

from flow_omnium.rest.models import Detail, Items, ReadModel, UtcTime, WriteModel


class LoggedEvent(ReadModel):
    """One event; `object_id` names what it is about."""

    object_id: Detail = None
    timestamp: UtcTime = None


class EventLogPage(ReadModel):
    """A page of a search, the newest first."""

    result: Items[LoggedEvent] = ()


class EventLogSearch(WriteModel):
    """Events of a kind since a moment (UTC)."""

    event_log_model: str
    created_from: datetime
    page: int = 0
    take: int
