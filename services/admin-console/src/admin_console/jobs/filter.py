"""Which jobs a command is about: the options of the filter, which are the same for every command."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from admin_console.failures import WrongUse
from admin_console.options import When, read_duration, read_when, taking
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.held_by import HeldBy
from flow_omnium.jobs.state import PENDING, JobState

_SHORTEST_CAUSE = 4


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


def read_cause(text: str) -> str:
    """Read a cause's key, or its beginning. Raises typer.BadParameter for what is too short."""
    if len(text) < _SHORTEST_CAUSE:
        message = f"{text!r} is too short: `flow-omnium jobs summary` shows each cause's key"
        raise typer.BadParameter(message)
    return text.lower()


@dataclass(frozen=True)
class JobChoice:
    """The filter as it was typed."""

    tenant: Annotated[str | None, typer.Option(metavar="UID", help="Only of this tenant.")] = None
    kind: Annotated[JobKind | None, typer.Option(help="Only of this kind.")] = None
    state: Annotated[
        list[StateWord] | None,
        typer.Option(help="Only in this state; pending is queued, held or waiting. May be repeated."),
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
    number: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="Only of the record that people call so: an order number, a voucher …"
        ),
    ] = None
    store: Annotated[str | None, typer.Option(metavar="UID", help="Only for this store; needs --tenant.")] = (
        None
    )
    cause: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", parser=read_cause, help="Only what fails for this reason (`jobs summary`)."
        ),
    ] = None
    http_status: Annotated[
        int | None, typer.Option(min=100, max=599, help="Only if the latest failed call was answered so.")
    ] = None
    attempts: Annotated[int | None, typer.Option(min=1, help="Only if it was tried so often at least.")] = (
        None
    )
    since: Annotated[
        When | None,
        typer.Option(
            metavar="WHEN", parser=read_when, help="Only if accepted since: 2h, or 2026-11-26T08:00 (UTC)."
        ),
    ] = None
    until: Annotated[
        When | None,
        typer.Option(
            metavar="WHEN", parser=read_when, help="Only if accepted before: 2h, or 2026-11-26T08:00 (UTC)."
        ),
    ] = None
    held_by: Annotated[
        HeldBy | None,
        typer.Option(
            help="Only if this holds it: a pause, a tenant that is inactive, a system that does not answer …"
        ),
    ] = None

    @property
    def restricts(self) -> bool:
        """Tell whether anything but a number of jobs, or the word pending, narrows the choice."""
        return replace(self, limit=None, state=self.narrow_states or None) != JobChoice()

    @property
    def states(self) -> frozenset[JobState]:
        """Every state that is meant, `pending` spelled out; none for any."""
        words = self.state or []
        named = {JobState(word.value) for word in words if word is not StateWord.PENDING}
        return frozenset(named | (PENDING if StateWord.PENDING in words else frozenset()))

    @property
    def narrow_states(self) -> list[StateWord]:
        """The words that mean less than all that is pending."""
        return [] if self.states >= PENDING else list(self.state or [])

    @property
    def names_record(self) -> bool:
        """Tell whether it says which record is meant."""
        return self.key is not None or self.number is not None

    def options(self) -> list[str]:
        """Return it as it is typed, for a command that a person may repeat; how many is left out."""
        given = [(field.name, getattr(self, field.name)) for field in fields(self) if field.name != "limit"]
        return [part for name, value in given for part in _option(name.replace("_", "-"), value)]

    def __str__(self) -> str:
        """Say it in words, for the record of an act."""
        given = [(field.name, getattr(self, field.name)) for field in fields(self)]
        named = (
            f"{name} {_word(value)}" for name, value in given if value is not None and value is not False
        )
        return ", ".join(named) or "all"


def pending_only(choice: JobChoice) -> JobChoice:
    """Narrow a choice to pending jobs. Raises WrongUse for one that names another state."""
    if not choice.states:
        return replace(choice, state=[StateWord.PENDING])
    if others := choice.states - PENDING:
        message = f"jobs that are {min(others)} are dealt with one by one, by their ID"
        raise WrongUse(message)
    return choice


choosing = taking(JobChoice)
"""Gives a command the options of the filter; it receives them, as a `JobChoice`, as its first argument."""


def _word(value: Any) -> str:
    return " or ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _option(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [part for one in value for part in (f"--{name}", str(one))]
    if isinstance(value, bool):
        return [f"--{name}"] if value else []
    if isinstance(value, timedelta):
        return [f"--{name}", f"{round(value.total_seconds())}s"]
    return [] if value is None else [f"--{name}", str(value)]
