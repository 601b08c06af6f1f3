"""Parked messages: those that no worker could read, or that took too many workers down.

Their bytes are nobody's promise, so they are shortened, redacted and escaped before they are shown.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from admin_console.audit.keeping import an_act, kept
from admin_console.database import in_database
from admin_console.failures import WrongUse
from admin_console.settings import ParkingSettings, RequeueSettings
from admin_console.terminal import add_row, one_line, say, show, show_json, table
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import Tally
from flow_omnium.jobs.operator.dead_letters import DeadLetter, DeadLetterQueue, open_dead_letters
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.redaction import redact
from flow_omnium.runtime.settings.reading import read_settings


def list_parked(queues: Sequence[str], limit: int, *, as_json: bool) -> None:
    """List at most `limit` parked messages of each queue, the oldest first; they stay where they are."""
    settings = read_settings(ParkingSettings)
    places = asyncio.run(_look(settings.amqp_url.get_secret_value(), queues, limit))
    if as_json:
        show_json([_document(message) for place in places for message in place.first])
    else:
        show(_table(places))


def requeue(queues: Sequence[str], limit: int | None, *, everything: bool, by: str | None) -> None:
    """Send parked messages back to their queues. Raises WrongUse unless a limit or everything is asked for."""
    if (limit is None) == (not everything):
        raise WrongUse("say how many: --limit N, or --all")
    settings = read_settings(RequeueSettings)
    url, act = settings.amqp_url.get_secret_value(), an_act("requeue", by)
    sent = asyncio.run(in_database(settings, lambda database: _requeue(database, url, queues, limit, act)))
    say(f"{sent} parked messages sent back")


async def _look(url: str, queues: Sequence[str], limit: int) -> Sequence[DeadLetterQueue]:
    async with open_dead_letters(url) as parking:
        return [await parking.look(queue, limit) for queue in queues]


async def _requeue(
    database: Database, url: str, queues: Sequence[str], limit: int | None, act: AuditEntry
) -> int:
    target = ", ".join(queues) + ("" if limit is None else f", limit {limit}")
    async with kept(database, act, target) as tally, open_dead_letters(url) as parking:
        for queue in queues:
            await parking.requeue(queue, limit, lambda: _count(tally))
    return tally.count


def _count(tally: Tally) -> None:
    tally.count += 1


def _document(message: DeadLetter) -> dict[str, Any]:
    """Describe a parked message for programs."""
    return {
        "queue": message.queue,
        "reason": message.reason,
        "size": message.size,
        "beginning": _beginning(message),
    }


def _table(places: Sequence[DeadLetterQueue]) -> Table | str:
    """Describe parked messages for people, one line each; a place with more of them says how many."""
    if not any(place.depth for place in places):
        return "No message is parked."
    result = table("QUEUE", "REASON", "BYTES", "BEGINS WITH")
    for place in places:
        for message in place.first:
            add_row(result, message.queue, message.reason, str(message.size), one_line(_beginning(message)))
        if place.depth > len(place.first):
            add_row(result, place.queue, f"and {place.depth - len(place.first)} more", "", "")
    return result


def _beginning(message: DeadLetter) -> str:
    """The first bytes as text in one line; bytes that are no text are written as escapes."""
    text = message.head.decode(errors="backslashreplace")
    return redact(" ".join(text.split()))
