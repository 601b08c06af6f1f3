"""What an operator types about acts. The work is imported once a command runs."""

from datetime import timedelta
from typing import Annotated

import typer

from admin_console.options import AsJson, By, read_duration

ActId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The act's number, as `acts list` shows it.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]
For = Annotated[
    timedelta | None,
    typer.Option("--for", metavar="DURATION", parser=read_duration, help="Stop looking after so long."),
]


def list_(
    tenant: Annotated[
        str | None, typer.Option(metavar="UID", help="Only what was done to this tenant.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this person did.")] = None,
    act: Annotated[
        str | None, typer.Option(metavar="ACT", help="Only acts of this name: retry, apply …")
    ] = None,
    since: Annotated[
        timedelta | None,
        typer.Option(metavar="DURATION", parser=read_duration, help="Only of the last 30m, 2h, 3d."),
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what operators did, to jobs, tenants, pauses and all else: the latest first."""
    from admin_console.acts.listing import ActChoice, list_acts

    list_acts(ActChoice(tenant, by, act, since), limit, as_json=as_json)


def show(act_id: ActId, as_json: AsJson = False) -> None:
    """Show an act: who did it, what it changed, and how its jobs have fared since."""
    from admin_console.acts.listing import show_act

    show_act(act_id, as_json=as_json)


def watch(
    act_id: Annotated[
        int, typer.Option("--act", metavar="ID", min=1, help="The act whose jobs are watched.")
    ],
    for_: For = None,
    as_json: AsJson = False,
) -> None:
    """Follow the jobs of an act until each has ended or failed; exit code 1 unless all is well."""
    from admin_console.acts import following

    following.watch(act_id, for_, as_json=as_json)


def settle(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job that has flagged something.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="What was done about it; kept with the job.")],
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Say that somebody has seen to what a job has flagged: it needs nobody any more."""
    from admin_console.acts import settling

    settling.settle(job_id, note=note, as_json=as_json, by=by)
