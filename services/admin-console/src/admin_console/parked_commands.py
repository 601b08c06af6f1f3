"""The commands on parked messages: those that no worker could read, or that took too many workers down."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from admin_console import parked_output
from admin_console.acting import By, an_act
from admin_console.auditing import kept
from admin_console.ledger_access import in_database
from admin_console.refusals import WrongUse
from admin_console.settings import ParkingSettings, RequeueSettings
from admin_console.terminal import say, show_json
from admin_console.terminal import show as show_text
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.kinds import ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE
from flow_omnium.jobs.operator.audit_trail import Tally
from flow_omnium.jobs.operator.dead_letters import MAX_LOOK, DeadLetterQueue, open_dead_letters
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings


class QueueName(StrEnum):
    """The queues, as an option."""

    ORDERS = ORDER_QUEUE
    RECEIPTS = RECEIPT_QUEUE
    RECEIVEMENTS = RECEIVEMENT_QUEUE


Queue = Annotated[QueueName | None, typer.Option(help="Only what came from this queue.")]


def list_(
    queue: Queue = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LOOK, help="At most so many of each queue.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List parked messages, the oldest first; they stay where they are."""
    settings = read_settings(ParkingSettings)
    places = asyncio.run(_look(settings.amqp_url.get_secret_value(), _queues(queue), limit))
    if as_json:
        show_json([parked_output.document(message) for place in places for message in place.first])
    else:
        show_text(parked_output.table_of(places))


def requeue(
    queue: Queue = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of each queue.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="As many as there are.")] = False,
    by: By = None,
) -> None:
    """Send parked messages back to their queues; what is still unreadable is parked again."""
    if (limit is None) == (not everything):
        raise WrongUse("say how many: --limit N, or --all")
    settings = read_settings(RequeueSettings)
    url, queues, act = settings.amqp_url.get_secret_value(), _queues(queue), an_act("requeue", by)
    sent = asyncio.run(in_database(settings, lambda database: _requeue(database, url, queues, limit, act)))
    say(f"{sent} parked messages sent back")


def _queues(queue: QueueName | None) -> Sequence[str]:
    return QUEUES if queue is None else (queue.value,)


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
