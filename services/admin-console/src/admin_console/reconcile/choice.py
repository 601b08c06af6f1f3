"""What is asked of `reconcile`: what to compare, or which report to show."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from admin_console.options import read_duration, taking
from flow_omnium.reconciliation.order import ReconciliationKind


@dataclass(frozen=True)
class ReconcileChoice:
    """The options as they were typed."""

    kind: Annotated[ReconciliationKind | None, typer.Option("--kind", help="Which records are compared.")] = (
        None
    )
    since: Annotated[
        timedelta | None,
        typer.Option(parser=read_duration, metavar="DURATION", help="What changed within: 90s, 30m, 2h, 8d."),
    ] = None
    ids: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="The records of these ids, one a line."
        ),
    ] = None
    fix: Annotated[bool, typer.Option("--fix", help="Make a job for each record that differs.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Make no job; the default.")] = False
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Show how far it is, until it is over.")] = (
        True
    )
    show: Annotated[str | None, typer.Option(metavar="ID", help="Order nothing: show this report.")] = None
    lists: Annotated[bool, typer.Option("--list", help="Order nothing: list the tenant's reports.")] = False
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many rows or reports.")] = 50


choosing = taking(ReconcileChoice)
"""Gives a command those options; it receives them, as a `ReconcileChoice`, as its first argument."""
