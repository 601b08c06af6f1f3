"""How parked messages are shown: their bytes are nobody's promise, so they are shortened, redacted and escaped. No I/O."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from admin_console.terminal import add_row, one_line, table
from flow_omnium.jobs.operator.dead_letters import DeadLetter, DeadLetterQueue
from flow_omnium.runtime.redaction import redact


def document(message: DeadLetter) -> dict[str, Any]:
    """Describe a parked message for programs."""
    return {
        "queue": message.queue,
        "reason": message.reason,
        "size": message.size,
        "beginning": beginning(message),
    }


def table_of(places: Sequence[DeadLetterQueue]) -> Table | str:
    """Describe parked messages for people, one line each; a place with more of them says how many."""
    if not any(place.depth for place in places):
        return "No message is parked."
    result = table("QUEUE", "REASON", "BYTES", "BEGINS WITH")
    for place in places:
        for message in place.first:
            add_row(result, message.queue, message.reason, str(message.size), one_line(beginning(message)))
        if place.depth > len(place.first):
            add_row(result, place.queue, f"and {place.depth - len(place.first)} more", "", "")
    return result


def beginning(message: DeadLetter) -> str:
    """The first bytes as text in one line; bytes that are no text are written as escapes."""
    text = message.head.decode(errors="backslashreplace")
    return redact(" ".join(text.split()))
