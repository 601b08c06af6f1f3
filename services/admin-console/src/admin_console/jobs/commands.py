"""What an operator types about jobs and plans. The work is imported once a command runs."""

from enum import StrEnum
from typing import Annotated

import typer

from admin_console.jobs.filter import JobChoice, choosing
from admin_console.options import AsJson, By
from flow_omnium.jobs.kinds import JobKind


class SortWord(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    AGE = "age"
    NEXT = "next"
    ATTEMPTS = "attempts"


class GroupWord(StrEnum):
    """What jobs are grouped by."""

    CAUSE = "cause"
    ERROR = "error"
    TENANT = "tenant"
    KIND = "kind"
    STORE = "store"
    STATUS = "status"
    STATE = "state"


AllStates = Annotated[bool, typer.Option("--all-states", help="Also what needs nobody, and what has ended.")]
Sort = Annotated[
    SortWord,
    typer.Option(
        "--sort",
        help="newest first; age: the oldest first; next: what is tried soonest; attempts: most tries.",
    ),
]
Oldest = Annotated[bool, typer.Option("--oldest", help="The same as --sort age.")]
Wide = Annotated[bool, typer.Option("--wide", help="One line for each job, nothing shortened, however long.")]
Groups = Annotated[
    list[GroupWord] | None,
    typer.Option("--by", help="cause (status is that of HTTP); may be repeated for groups of several."),
]
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


@choosing
def list_(
    choice: JobChoice,
    all_states: AllStates = False,
    sort: Sort = SortWord.NEWEST,
    oldest: Oldest = False,
    wide: Wide = False,
    as_json: AsJson = False,
) -> None:
    """List jobs that need somebody: what waits, is held, or flags something; --state, --key, --number … list others."""
    from admin_console.jobs import listing
    from flow_omnium.jobs.operator.job_filter import Order

    order = Order.AGE if oldest else Order(sort.value)
    listing.list_jobs(choice, listing.View(all_states, order, wide), as_json=as_json)


@choosing
def summary(choice: JobChoice, by: Groups = None, as_json: AsJson = False) -> None:
    """Group what fails or is held: how many jobs, the oldest, the next try, an example, and what retries them."""
    from admin_console.jobs import grouping

    grouping.summarise(choice, by or [GroupWord.CAUSE], as_json=as_json)


@choosing
def export(
    choice: JobChoice,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV: the default.")] = False,
    all_states: AllStates = False,
    as_json: AsJson = False,
) -> None:
    """Write jobs as CSV: tenant, numbers, store, record, state, age, cause; nothing of a person."""
    from admin_console.jobs import exporting

    if csv and as_json:
        raise typer.BadParameter("--csv and --json: say one of them")
    exporting.export(choice, all_states=all_states, as_json=as_json)


def show(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job's id, or 6 characters of it or more.")],
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also what the engine keeps of it, and its event.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell how a job stands, why, and what to do; with every attempt and every act of an operator."""
    from admin_console.jobs.showing import show_job

    show_job(job_id, verbose=verbose, as_json=as_json)


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


def plan(
    kind: Annotated[JobKind, typer.Argument(help="The kind of job.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The record, as jobs name it.")],
    tenant_uid: Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")],
    show_personal: Annotated[
        bool,
        typer.Option("--show-personal", help="Show names, addresses and the like; that is kept as an act."),
    ] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Show what would be written for a record, field by field, and write nothing. Personal values are ***."""
    from admin_console.jobs.plan import show_plan

    show_plan(kind, key, tenant_uid, show_personal=show_personal, as_json=as_json, by=by)
