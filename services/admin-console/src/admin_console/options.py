"""Options that several commands share. Nothing here is heavy: the help of every command imports it."""

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any

import typer

from flow_omnium.jobs.kinds import JobKind

Command = Callable[..., None]

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", envvar="FLOW_OMNIUM_OPERATOR", help="Who does it; else user@host."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "s": timedelta(seconds=1),
        "m": timedelta(minutes=1),
        "h": timedelta(hours=1),
        "d": timedelta(days=1),
    }
)
_SHAPE = re.compile(r"(\d{1,5})([smhd])")


def read_duration(text: str) -> timedelta:
    """Read a number and a unit: 90s, 30m, 2h, 3d. Raises typer.BadParameter, which names the text."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        message = f"{text!r} is not a duration such as 90s, 30m, 2h or 3d"
        raise typer.BadParameter(message)
    return int(shape[1]) * _UNITS[shape[2]]


def read_moment(text: str) -> datetime:
    """Read a moment as ISO 8601 has it; without an offset it is UTC. Raises typer.BadParameter, which names the text."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # before the year 1 or after 9999 by UTC there is no time
        message = f"{text!r} is not a time such as 2026-11-26T08:00 (UTC) or 2026-11-26T08:00+01:00"
        raise typer.BadParameter(message) from None


@dataclass(frozen=True)
class When:
    """A time as it was typed: so long ago, or a moment (UTC)."""

    text: str
    ago: timedelta | None = None
    at: datetime | None = None

    def before(self, now: datetime) -> datetime:
        """Return the moment that is meant (UTC)."""
        return now - self.ago if self.ago is not None else self.at or now

    def __str__(self) -> str:
        return self.text


def read_when(text: str) -> When:
    """Read a duration, which means so long ago, or a moment. Raises typer.BadParameter, which names the text."""
    typed = text.strip()
    if _SHAPE.fullmatch(typed):
        return When(typed, ago=read_duration(typed))
    try:
        return When(typed, at=read_moment(typed))
    except typer.BadParameter as error:
        message = f"{error}, nor a duration such as 2h or 3d"
        raise typer.BadParameter(message) from None


def read_kind(text: str) -> JobKind:
    """Read a kind of job. Raises typer.BadParameter, which names the nearest one and all there are."""
    kinds = [kind.value for kind in JobKind]
    if text in kinds:
        return JobKind(text)
    near = get_close_matches(text, kinds, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    message = f"there is no kind {text!r}{meant} (there are {', '.join(kinds)})"
    raise typer.BadParameter(message)


def taking(options: type[Any]) -> Callable[[Command], Command]:
    """Give a command the fields of a dataclass as options; it receives them, as one object, as its first argument.

    Typer reads a command's options from its signature, so those of the dataclass are added to it.
    """
    offered = inspect.signature(options).parameters

    def decorated(command: Command) -> Command:
        _, *own = inspect.signature(command).parameters.values()

        @functools.wraps(command)
        def run(**given: Any) -> None:
            chosen = {name: given.pop(name) for name in offered}
            command(options(**chosen), **given)

        keywords = [option.replace(kind=option.KEYWORD_ONLY) for option in (*own, *offered.values())]
        run.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
        return run

    return decorated
