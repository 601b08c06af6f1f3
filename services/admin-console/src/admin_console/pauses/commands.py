"""What an operator types about pauses. The work is imported once a command runs."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from admin_console.options import AsJson, By, read_duration, read_kind, read_moment
from flow_omnium.jobs.kinds import JobKind

Tenant = Annotated[str | None, typer.Option(metavar="UID", help="A tenant, or with --store one store of it.")]
Kind = Annotated[
    JobKind | None,
    typer.Option(metavar="KIND", parser=read_kind, help="A kind of job, for every tenant."),
]
Store = Annotated[str | None, typer.Option(metavar="UID", help="A store; needs --tenant.")]


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
    from admin_console.pauses import pausing as work

    ending = work.Ending(until, for_)
    work.pause(tenant, kind, store, ending=ending, force=force, reason=reason, by=by, as_json=as_json)


def resume(
    tenant: Tenant = None, kind: Kind = None, store: Store = None, as_json: AsJson = False, by: By = None
) -> None:
    """Lift a pause; the jobs that it held come back."""
    from admin_console.pauses import pausing as work

    work.resume(tenant, kind, store, by=by, as_json=as_json)


def pauses(as_json: AsJson = False) -> None:
    """List what is paused, and how many jobs it holds."""
    from admin_console.pauses.pausing import list_pauses

    list_pauses(as_json=as_json)
