"""Parked messages: those that no worker could read, or that took too many workers down."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from admin_console.audit.keeping import an_act, kept
from admin_console.database import in_database
from admin_console.failures import NothingDone, WrongUse
from admin_console.parked import output
from admin_console.parked.choice import ParkedChoice
from admin_console.settings import ParkingSettings, RequeueSettings
from admin_console.terminal import counted, say, show, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import Tally
from flow_omnium.jobs.operator.dead_letter import DeadLetterBody, DeadLetterQueue
from flow_omnium.jobs.operator.dead_letters import DeadLetters, open_dead_letters
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

_Result = TypeVar("_Result")
_ONLY_OWNER: Final = 0o600
_GONE: Final = "it is no longer parked: somebody else has removed it or sent it back"


def list_parked(queues: Sequence[str], limit: int, *, as_json: bool) -> None:
    """List at most `limit` parked messages of each queue, the oldest first; they stay where they are."""
    places = _in_parking(lambda parking: looked(parking, queues, limit))
    if as_json:
        show_json(output.documents(places))
    else:
        show(output.table_of(places))


def show_parked(choice: ParkedChoice, *, as_json: bool) -> None:
    """Show one parked message whole; it stays where it is. Raises NothingDone, WrongUse."""
    message = _in_parking(choice.found)
    if as_json:
        show_json(output.whole_document(message))
        return
    for line in output.lines_of(message):
        say(line)


def save(choice: ParkedChoice, file: Path, *, as_json: bool) -> None:
    """Write the body of one parked message, byte by byte, to a new file that its owner alone may read. Raises NothingDone."""
    message = _in_parking(choice.found)
    try:
        file.touch(_ONLY_OWNER, exist_ok=False)
        file.write_bytes(message.body)
    except OSError as error:
        fault = f"{file} cannot be written: {error.strerror}"
        raise NothingDone(fault) from None
    document = {"file": str(file), "size": len(message.body), "digest": message.digest}
    if as_json:
        show_json(document)
    else:
        say(f"{counted(len(message.body), 'byte')} written to {file} (sha256 {message.digest})")


def discard(choice: ParkedChoice, *, reason: str, as_json: bool, by: str | None) -> None:
    """Remove one parked message for good; the audit log keeps what it was. Raises WrongUse, NothingDone."""
    if not reason.strip():
        raise WrongUse("--reason: say why")
    settings, act = read_settings(RequeueSettings), an_act("discard", by, reason)
    url = settings.amqp_url.get_secret_value()
    act_id, message = asyncio.run(
        in_database(settings, lambda database: discarded(database, url, choice, act))
    )
    if as_json:
        shown = {"queue": message.queue, "size": len(message.body), "digest": message.digest}
        show_json({"actId": act_id, "act": "discard", **shown, "changed": 1})
    else:
        say(
            f"discarded a message of {message.queue}; act {act_id} keeps what it was (sha256 {message.digest})"
        )


def requeue(
    queues: Sequence[str], limit: int | None, *, everything: bool, by: str | None, as_json: bool = False
) -> None:
    """Send parked messages back to their queues. Raises WrongUse unless a limit or everything is asked for."""
    if (limit is None) == (not everything):
        raise WrongUse("say how many: --limit N, or --all")
    settings = read_settings(RequeueSettings)
    url, act = settings.amqp_url.get_secret_value(), an_act("requeue", by)
    done = asyncio.run(in_database(settings, lambda database: _requeue(database, url, queues, limit, act)))
    if as_json:
        show_json({"actId": done.sequence, "act": "requeue", "queues": list(queues), "changed": done.count})
    else:
        say(f"{counted(done.count, 'parked message')} sent back")


def _in_parking(use: Callable[[DeadLetters], Awaitable[_Result]]) -> _Result:
    settings = read_settings(ParkingSettings)
    return asyncio.run(_connected(settings.amqp_url.get_secret_value(), use))


async def _connected(url: str, use: Callable[[DeadLetters], Awaitable[_Result]]) -> _Result:
    async with open_dead_letters(url) as parking:
        return await use(parking)


async def looked(parking: DeadLetters, queues: Sequence[str], limit: int) -> Sequence[DeadLetterQueue]:
    """Return at most so many parked messages of each queue; they stay where they are."""
    return [await parking.look(queue, limit) for queue in queues]


async def discarded(
    database: Database, url: str, choice: ParkedChoice, act: AuditEntry
) -> tuple[int, DeadLetterBody]:
    """Remove one parked message, kept as an act with what it was: return the act's number. Raises WrongUse, NothingDone."""
    async with open_dead_letters(url) as parking:
        message = await choice.found(parking)
        target = f"a parked message of {message.queue}"
        async with kept(database, act, target, details=output.record_of(message)) as tally:
            tally.count += await parking.discard(message.queue, message.digest)
    if not tally.count:
        raise NothingDone(_GONE)
    return tally.sequence, message


async def sent_back(
    database: Database, url: str, choice: ParkedChoice, act: AuditEntry
) -> tuple[int, DeadLetterBody]:
    """Send one parked message back, kept as an act: return the act's number. Raises WrongUse, NothingDone."""
    async with open_dead_letters(url) as parking:
        message = await choice.found(parking)
        target = f"a parked message of {message.queue}"
        details = [f"sha256 {message.digest}, {len(message.body)} bytes"]
        async with kept(database, act, target, details=details) as tally:
            tally.count += await parking.send_back(message.queue, message.digest)
    if not tally.count:
        raise NothingDone(_GONE)
    return tally.sequence, message


async def _requeue(
    database: Database, url: str, queues: Sequence[str], limit: int | None, act: AuditEntry
) -> Tally:
    target = ", ".join(queues) + ("" if limit is None else f", limit {limit}")
    async with kept(database, act, target) as tally, open_dead_letters(url) as parking:
        for queue in queues:
            await parking.requeue(queue, limit, lambda: _count(tally))
    return tally


def _count(tally: Tally) -> None:
    tally.count += 1
