"""What no worker could read: looked at where it lies, sent back, discarded; and whole, or as a file, for who says why."""

from typing import Any, Final

from admin_console.audit.keeping import kept
from admin_console.parked.choice import ParkedChoice
from admin_console.parked.messages import discarded, looked, sent_back
from admin_console.parked.output import beginning, indented, numbered, text_of
from admin_console.terminal import counted
from admin_console.web.acts.back import back_to
from admin_console.web.answers import Answer, BadAsk, Saved, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.filters import with_query
from admin_console.web.parked.broker import (
    NO_BROKER,
    broker_of,
    opened,
    queue_of,
    require_everywhere,
    the_broker,
)
from admin_console.web.parked.paging import Behind, page_of
from admin_console.web.rights import Right
from flow_omnium.jobs.broker.topology import MAX_LOOK
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.operator.dead_letter import DeadLetterBody
from flow_omnium.masking import mask_answer
from flow_omnium.runtime.redaction import redact

SHOWN_BYTES: Final = 256 * 1024


async def parked_page(ask: Ask) -> Answer:
    """List parked messages page by page, the oldest first; they stay where they are."""
    require_everywhere(ask, Right.LOOK)
    behind = Behind.read(ask.text("after"))
    if broker_of(ask) is None:
        nothing = {"why_not": NO_BROKER, "rows": [], "more": {}, "is_first": True, "next_url": None}
        return Shown("parked/list.html", "Parked", nothing)
    async with opened(ask) as parking:
        places = await looked(parking, QUEUES, MAX_LOOK)
    page = page_of([*numbered(places)], behind, ask.choices.rows)
    values = {
        "why_not": None,
        "rows": [_row(message) for message in page.messages],
        "more": {one.queue: one.depth - len(one.first) for one in places if one.depth > len(one.first)},
        "is_first": behind is None,
        "next_url": page.end and with_query("/parked", after=page.end.written()),
    }
    return Shown("parked/list.html", "Parked", values)


async def message_page(ask: Ask) -> Answer:
    """Show one parked message, without personal values."""
    require_everywhere(ask, Right.LOOK)
    return _shown(await _message(ask))


async def requeue(ask: Ask) -> Answer:
    """Send one parked message back to its queue; what is still unreadable is parked again."""
    require_everywhere(ask, Right.HOLD)
    act = ask.act("requeue", ask.field("reason"))
    number, message = await sent_back(ask.database, the_broker(ask), _choice(ask), act)
    told = (
        f"The message was sent back to {message.queue} (act {number}); what cannot be read is parked again."
    )
    return SeeOther(back_to(ask, "/parked"), told)


async def discard(ask: Ask) -> Answer:
    """Remove one parked message for good; the audit log keeps what it was."""
    require_everywhere(ask, Right.HOLD)
    reason = ask.field("reason")
    if reason is None:
        raise BadAsk("Say why it is discarded", ["The reason is kept with what the message was."])
    act = ask.act("discard", reason)
    number, message = await discarded(ask.database, the_broker(ask), _choice(ask), act)
    return SeeOther(f"/acts/{number}", f"The message of {message.queue} is gone; this act keeps what it was.")


async def reveal(ask: Ask) -> Answer:
    """Show one parked message with its personal values, in this answer alone, to who says why."""
    return _shown(await _revealed(ask, "shown"), is_revealed=True)


async def file(ask: Ask) -> Answer:
    """Give the body of one parked message, byte by byte, to who says why."""
    message = await _revealed(ask, "as a file")
    name = f"{message.queue}-{message.digest[:12]}.bin"
    return Saved(name, "application/octet-stream", message.body)


async def _revealed(ask: Ask, how: str) -> DeadLetterBody:
    """Return one parked message; that somebody gets it whole, and why, is kept before. Raises BadAsk without a reason."""
    require_everywhere(ask, Right.REVEAL)
    reason = ask.field("reason")
    if reason is None:
        raise BadAsk("Say why you need it whole", ["The reason is kept with your name."])
    message = await _message(ask)
    target = f"a parked message of {message.queue}"
    details = [f"sha256 {message.digest}, {counted(len(message.body), 'byte')}, {how}"]
    async with kept(ask.database, ask.act("reveal", reason), target, details=details) as tally:
        tally.count += 1
    return message


def _choice(ask: Ask) -> ParkedChoice:
    """By its digest where the form has it: numbers move up when somebody takes another away."""
    return ParkedChoice(ask.field("digest") or ask.part("number"), (queue_of(ask),))


async def _message(ask: Ask) -> DeadLetterBody:
    choice = _choice(ask)
    async with opened(ask) as parking:
        return await choice.found(parking)


def _row(message: Any) -> dict[str, Any]:
    return {
        "queue": message.queue,
        "reason": redact(message.reason),
        "size": message.size,
        "digest": message.digest,
        "beginning": mask_answer(beginning(message)),
    }


def _shown(message: DeadLetterBody, *, is_revealed: bool = False) -> Shown:
    text = indented(text_of(message.body[:SHOWN_BYTES]))
    values = {
        "message": message,
        "reason": redact(message.reason),
        "headers": {name: redact(value) for name, value in message.headers.items()},
        "body": redact(text if is_revealed else mask_answer(text)),
        "is_masked": not is_revealed,
        "cut": max(len(message.body) - SHOWN_BYTES, 0),
        "here": f"/parked/{message.queue}/{message.digest}",
    }
    return Shown("parked/message.html", f"A parked message of {message.queue}", values)
