"""What is asked of `sync`, besides the record: the options that all its commands share."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from admin_console.options import taking


class Direction(StrEnum):
    """Which way an order is brought."""

    IN = "in"
    """Omnium's order to the shop."""
    OUT = "out"
    """The shop's order to Omnium."""


@dataclass(frozen=True)
class SyncChoice:
    """The options as they were typed; `wait` is None where nobody has said: then a terminal waits, and a program does not."""

    wait: Annotated[
        bool | None, typer.Option("--wait/--no-wait", help="Show how it ended; the default on a terminal.")
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make no job: show what one would write, field by field.")
    ] = False
    exact: Annotated[
        bool,
        typer.Option("--exact", help="It is an id or a uid, although another record has it as its number."),
    ] = False
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Ask neither system: the job's key is exactly this. An order needs --direction."
        ),
    ] = False


choosing = taking(SyncChoice)
"""Gives a command those options; it receives them, as a `SyncChoice`, as its first argument."""
