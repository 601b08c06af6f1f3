"""What an operator types about parked messages. The work is imported once a command runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from admin_console.options import AsJson, By
from flow_omnium.jobs.broker.topology import MAX_LOOK
from flow_omnium.jobs.kinds import CATALOG_QUEUE, ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE


class QueueName(StrEnum):
    """The queues, as an option."""

    ORDERS = ORDER_QUEUE
    RECEIPTS = RECEIPT_QUEUE
    RECEIVEMENTS = RECEIVEMENT_QUEUE
    CATALOGUE = CATALOG_QUEUE


Queue = Annotated[QueueName | None, typer.Option(help="Only what came from this queue.")]

Which = Annotated[
    str,
    typer.Argument(metavar="N", help="Its number in `parked list` (with the same --queue), or its DIGEST."),
]


def list_(
    queue: Queue = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LOOK, help="At most so many of each queue.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List parked messages, the oldest first; they stay where they are."""
    from admin_console.parked import messages

    messages.list_parked(_queues(queue), limit, as_json=as_json)


def show(which: Which, queue: Queue = None, as_json: AsJson = False) -> None:
    """Show a parked message whole, with its headers; it stays where it is."""
    from admin_console.parked import messages
    from admin_console.parked.choice import ParkedChoice

    messages.show_parked(ParkedChoice(which, _queues(queue)), as_json=as_json)


def discard(
    which: Which,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept with what it was.")],
    queue: Queue = None,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Remove a parked message for good; the audit log keeps its digest, and its body without secrets and personal values."""
    from admin_console.parked import messages
    from admin_console.parked.choice import ParkedChoice

    messages.discard(ParkedChoice(which, _queues(queue)), reason=reason, as_json=as_json, by=by)


def save(
    which: Which,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, readable by you alone.")],
    queue: Queue = None,
    as_json: AsJson = False,
) -> None:
    """Write the body of a parked message to a file, byte by byte; it stays where it is."""
    from admin_console.parked import messages
    from admin_console.parked.choice import ParkedChoice

    messages.save(ParkedChoice(which, _queues(queue)), file, as_json=as_json)


def requeue(
    queue: Queue = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of each queue.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="As many as there are.")] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Send parked messages back to their queues; what is still unreadable is parked again."""
    from admin_console.parked import messages

    messages.requeue(_queues(queue), limit, everything=everything, by=by, as_json=as_json)


def _queues(queue: QueueName | None) -> tuple[str, ...]:
    return QUEUES if queue is None else (queue.value,)
