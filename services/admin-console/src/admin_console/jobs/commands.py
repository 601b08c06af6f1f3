"""What an operator types about jobs, parked messages and plans. The work is imported once a command runs."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from admin_console.jobs.filter import JobChoice, choosing
from admin_console.options import AsJson, By, read_duration, read_moment
from flow_omnium.jobs.broker.topology import MAX_LOOK
from flow_omnium.jobs.kinds import (
    CATALOG_QUEUE,
    ORDER_QUEUE,
    QUEUES,
    RECEIPT_QUEUE,
    RECEIVEMENT_QUEUE,
    JobKind,
)


class QueueName(StrEnum):
    """The queues, as an option."""

    ORDERS = ORDER_QUEUE
    RECEIPTS = RECEIPT_QUEUE
    RECEIVEMENTS = RECEIVEMENT_QUEUE
    CATALOGUE = CATALOG_QUEUE


JobId = Annotated[str | None, typer.Argument(metavar="ID", help="One job; else a filter says which.")]
Everything = Annotated[bool, typer.Option("--all", help="Every pending job: needed when no filter is given.")]
Act = Annotated[
    int | None,
    typer.Option("--act", min=1, metavar="ID", help="The jobs of this act: what it cancelled comes back."),
]
Yes = Annotated[
    int | None,
    typer.Option("--yes", min=0, metavar="N", help="Do not ask; refuse if there are more jobs than this."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only list what would be done.")]
Tenant = Annotated[str | None, typer.Option(metavar="UID", help="A tenant, or with --store one store of it.")]
Kind = Annotated[JobKind | None, typer.Option(help="A kind of job, for every tenant.")]
Store = Annotated[str | None, typer.Option(metavar="UID", help="A store; needs --tenant.")]
Queue = Annotated[QueueName | None, typer.Option(help="Only what came from this queue.")]


@choosing
def list_(choice: JobChoice, as_json: AsJson = False) -> None:
    """List jobs, the newest first."""
    from admin_console.jobs.listing import list_jobs

    list_jobs(choice, as_json=as_json)


def show(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job's id.")], as_json: AsJson = False
) -> None:
    """Show all that is known of a job, with every attempt and every act of an operator."""
    from admin_console.jobs.listing import show_job

    show_job(job_id, as_json=as_json)


def acts(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what operators did, the latest first; `acts list` narrows it."""
    from admin_console.acts.listing import ActChoice, list_acts

    list_acts(ActChoice(), limit, as_json=as_json)


@choosing
def retry(  # noqa: PLR0913 - what can be typed
    choice: JobChoice,
    *,
    job_id: JobId = None,
    everything: Everything = False,
    act: Act = None,
    rate: Annotated[int, typer.Option(min=1, max=1000, help="Of many, so many in a second.")] = 20,
    first: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Try so many, and the rest only once all of them are done."),
    ] = None,
    yes: Yes = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Try pending jobs now. A finished job, by its ID, is done again as a new job; --act undoes a cancellation."""
    from admin_console.acts.bulk import Manner
    from admin_console.jobs import repair

    manner = Manner(rate, yes, first, dry_run=dry_run, as_json=as_json)
    repair.retry(repair.Which(choice, everything, job_id, act, manner), by=by)


@choosing
def cancel(  # noqa: PLR0913 - what can be typed
    choice: JobChoice,
    *,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept with the job.")],
    job_id: JobId = None,
    everything: Everything = False,
    yes: Yes = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """End pending jobs for good. A running job cannot be cancelled."""
    from admin_console.acts.bulk import Manner
    from admin_console.jobs import repair

    manner = Manner(yes=yes, dry_run=dry_run, as_json=as_json)
    repair.cancel(repair.Which(choice, everything, job_id, manner=manner), reason=reason, by=by)


def pause(  # noqa: PLR0913 - what can be typed
    *,
    tenant: Tenant = None,
    kind: Kind = None,
    store: Store = None,
    until: Annotated[
        datetime | None,
        typer.Option(metavar="TIME", parser=read_moment, help="It ends by itself: 2026-11-27T07:00+01:00."),
    ] = None,
    for_: Annotated[
        timedelta | None,
        typer.Option(
            "--for", metavar="DURATION", parser=read_duration, help="It ends by itself after 2h, say."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also a tenant or a store that nobody knows yet.")
    ] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; shown in `jobs pauses`.")] = None,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Hold all jobs of a tenant, a kind or a store until it is resumed. What runs is finished."""
    from admin_console.jobs import pauses as work

    ending = work.Ending(until, for_)
    work.pause(tenant, kind, store, ending=ending, force=force, reason=reason, by=by, as_json=as_json)


def resume(
    tenant: Tenant = None, kind: Kind = None, store: Store = None, as_json: AsJson = False, by: By = None
) -> None:
    """Lift a pause; the jobs that it held come back."""
    from admin_console.jobs import pauses as work

    work.resume(tenant, kind, store, by=by, as_json=as_json)


def pauses(as_json: AsJson = False) -> None:
    """List what is paused, and how many jobs it holds."""
    from admin_console.jobs.pauses import list_pauses

    list_pauses(as_json=as_json)


def list_parked(
    queue: Queue = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LOOK, help="At most so many of each queue.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List parked messages, the oldest first; they stay where they are."""
    from admin_console.jobs import parked

    parked.list_parked(_queues(queue), limit, as_json=as_json)


def requeue(
    queue: Queue = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of each queue.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="As many as there are.")] = False,
    by: By = None,
) -> None:
    """Send parked messages back to their queues; what is still unreadable is parked again."""
    from admin_console.jobs import parked

    parked.requeue(_queues(queue), limit, everything=everything, by=by)


def _queues(queue: QueueName | None) -> tuple[str, ...]:
    return QUEUES if queue is None else (queue.value,)


def plan(
    kind: Annotated[JobKind, typer.Argument(help="The kind of job.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The record, as jobs name it.")],
    tenant_uid: Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")],
    as_json: AsJson = False,
) -> None:
    """Show what would be written for a record, field by field, and write nothing."""
    from admin_console.jobs.plan import show_plan

    show_plan(kind, key, tenant_uid, as_json=as_json)
