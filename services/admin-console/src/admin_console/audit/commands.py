"""What an operator types about the audit log. The work is imported once a command runs."""

from datetime import timedelta
from typing import Annotated

import typer

from admin_console.options import AsJson, By, read_duration
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import FIRST


def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    kind: Annotated[Kind | None, typer.Option(help="Only records of this kind.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the audit log, the latest record first; acts from before the chain are listed last, and as such."""
    from admin_console.audit.records import list_records

    list_records(limit, kind, as_json=as_json)


def verify(
    since: Annotated[
        int, typer.Option("--from", min=FIRST, metavar="NUMBER", help="Only from this record on.")
    ] = FIRST,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER:DIGEST", help="What was kept elsewhere must still be so; may be repeated."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say from when to when the audit log is as it was written, and by what anchor; 1 if it is not."""
    from admin_console.audit import records

    records.verify(since, anchor or [], as_json=as_json)


def checkpoint(as_json: AsJson = False) -> None:
    """Sign for everything up to now, and print the anchor: keep it where who can write to the database cannot."""
    from admin_console.audit import records

    records.checkpoint(as_json=as_json)


def keygen() -> None:
    """Make a pair of keys for the audit log; needs no database."""
    from admin_console.audit import records

    records.keygen()


def prune(
    older_than: Annotated[
        timedelta | None,
        typer.Option(metavar="DURATION", parser=read_duration, help="What is older goes: 365d unless told."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much would go.")] = False,
    as_json: AsJson = False,
    by: By = None,
) -> None:
    """Let go what is older than a year, up to a signed checkpoint, with which the log begins afterwards."""
    from admin_console.audit import records

    records.prune(older_than, dry_run=dry_run, as_json=as_json, by=by)
