"""Which jobs a command is about: the options of the filter, which are the same for every command."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from admin_console.failures import WrongUse
from admin_console.options import read_duration, taking
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import PENDING, JobState


class StateWord(StrEnum):
    """A state, or `pending` for queued, held and waiting together."""

    PENDING = "pending"
    QUEUED = "queued"
    HELD = "held"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IGNORED = "ignored"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class JobChoice:
    """The filter as it was typed."""

    tenant: Annotated[str | None, typer.Option(metavar="UID", help="Only of this tenant.")] = None
    kind: Annotated[JobKind | None, typer.Option(help="Only of this kind.")] = None
    state: Annotated[
        StateWord | None, typer.Option(help="Only in this state; pending is queued, held or waiting.")
    ] = None
    key: Annotated[str | None, typer.Option(metavar="ID", help="Only of this record.")] = None
    error_class: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only if the latest failed attempt ended so.")
    ] = None
    older_than: Annotated[
        timedelta | None,
        typer.Option(
            metavar="DURATION", parser=read_duration, help="Only if accepted so long ago: 30m, 2h, 3d."
        ),
    ] = None
    attention: Annotated[
        bool, typer.Option("--attention", help="Only if the latest attempt found something to look at.")
    ] = False
    limit: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="At most so many; a list shows 50 unless told.")
    ] = None

    @property
    def restricts(self) -> bool:
        """Tell whether anything but a number narrows the choice."""
        one_of = (self.tenant, self.kind, self.one_state, self.key, self.error_class, self.older_than)
        return self.attention or any(one_of)

    @property
    def one_state(self) -> JobState | None:
        """The one state that is named, None for none and for `pending`."""
        return None if self.state in (None, StateWord.PENDING) else JobState(str(self.state))

    def __str__(self) -> str:
        """Say it in words, for the record of an act."""
        given = [(field.name, getattr(self, field.name)) for field in fields(self)]
        named = (f"{name} {value}" for name, value in given if value is not None and value is not False)
        return ", ".join(named) or "all"


def pending_only(choice: JobChoice) -> JobChoice:
    """Narrow a choice to pending jobs. Raises WrongUse for one that names another state."""
    if choice.one_state is None:
        return replace(choice, state=StateWord.PENDING)
    if choice.one_state not in PENDING:
        message = f"jobs that are {choice.one_state} are dealt with one by one, by their ID"
        raise WrongUse(message)
    return choice


choosing = taking(JobChoice)
"""Gives a command the options of the filter; it receives them, as a `JobChoice`, as its first argument."""
