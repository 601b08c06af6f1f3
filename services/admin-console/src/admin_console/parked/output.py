"""How parked messages are shown, and what the audit log keeps of one that is discarded.

Their bytes are nobody's promise, so they are redacted and escaped before they are shown, and in a list shortened.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.table import Table

from admin_console.terminal import add_row, counted, one_line, table
from flow_omnium.jobs.operator.dead_letter import DeadLetter, DeadLetterBody, DeadLetterQueue
from flow_omnium.masking import mask_answer
from flow_omnium.runtime.redaction import redact

_SHORT_DIGEST: Final = 12
_KEPT_CHARACTERS: Final = 4_000
"""So much of a discarded body is kept in the audit log: a message of ours has a few hundred."""


def documents(places: Sequence[DeadLetterQueue]) -> list[dict[str, Any]]:
    """Describe parked messages for programs."""
    return [
        {
            "queue": message.queue,
            "reason": message.reason,
            "size": message.size,
            "beginning": beginning(message),
            "number": number,
            "digest": message.digest,
        }
        for number, message in numbered(places)
    ]


def table_of(places: Sequence[DeadLetterQueue]) -> Table | str:
    """Describe parked messages for people, one line each; a place with more of them says how many."""
    if not any(place.depth for place in places):
        return "No message is parked."
    result = table("N", "QUEUE", "REASON", "BYTES", "DIGEST", "BEGINS WITH")
    numbers = {id(message): number for number, message in numbered(places)}
    for place in places:
        for message in place.first:
            number, digest = str(numbers[id(message)]), message.digest[:_SHORT_DIGEST]
            begins = one_line(beginning(message))
            add_row(result, number, message.queue, message.reason, str(message.size), digest, begins)
        if place.depth > len(place.first):
            add_row(result, "", place.queue, f"and {place.depth - len(place.first)} more", "", "", "")
    return result


def whole_document(message: DeadLetterBody) -> dict[str, Any]:
    """Describe one parked message for programs: the body as text, in which bytes that are no text are escapes."""
    return {
        "queue": message.queue,
        "reason": message.reason,
        "size": len(message.body),
        "digest": message.digest,
        "headers": {name: redact(value) for name, value in message.headers.items()},
        "body": redact(text_of(message.body)),
    }


def lines_of(message: DeadLetterBody) -> Iterator[str]:
    """Describe one parked message for people: where it lies and why, its headers, then the body."""
    yield f"queue: {message.queue}"
    yield f"reason: {message.reason}"
    yield f"bytes: {len(message.body)}, sha256 {message.digest}"
    for name, value in message.headers.items():
        yield f"header {name}: {redact(value)}"
    yield ""
    yield redact(indented(text_of(message.body)))


def record_of(message: DeadLetterBody) -> Sequence[str]:
    """What is kept of a message that is discarded: its digest, and the body without secrets and personal values."""
    body = redact(mask_answer(text_of(message.body)))
    cut = (
        ""
        if len(body) <= _KEPT_CHARACTERS
        else f" … and {counted(len(body) - _KEPT_CHARACTERS, 'more character')}"
    )
    return [
        f"sha256 {message.digest}, {counted(len(message.body), 'byte')}",
        f"parked, since {redact(message.reason)}",
        f"body: {body[:_KEPT_CHARACTERS]}{cut}",
    ]


def numbered(places: Sequence[DeadLetterQueue]) -> Iterator[tuple[int, DeadLetter]]:
    """Number the messages through all queues, also past those that are not shown."""
    before = 0
    for place in places:
        yield from enumerate(place.first, start=before + 1)
        before += place.depth


def beginning(message: DeadLetter) -> str:
    """The first bytes as text in one line; bytes that are no text are written as escapes."""
    return redact(" ".join(text_of(message.head).split()))


def text_of(body: bytes) -> str:
    """The body as text, in which bytes that are no text are escapes."""
    return body.decode(errors="backslashreplace")


def indented(text: str) -> str:
    """Write JSON so that a person can read it; anything else stays as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
