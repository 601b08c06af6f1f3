"""How the console speaks: results on standard output, one line per fault on standard error."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

_WIDTH_OF_A_PIPE: Final = 1_000_000
"""Whatever reads a pipe can cope with long lines, but not with columns cut to a terminal's width."""


def is_terminal() -> bool:
    """Tell whether a person sees what is written."""
    return sys.stdout.isatty()


def can_ask() -> bool:
    """Tell whether a person sees a question, and can answer it."""
    return sys.stdin.isatty() and is_terminal()


def columns() -> int | None:
    """Return how many characters a line of the terminal takes; None where no person looks."""
    return _console().width if is_terminal() else None


def show(result: RenderableType, *, whole: bool = False) -> None:
    """Write a result for people; `whole`, as into a pipe, without cutting and without blanks at the ends of lines."""
    console = _console()
    if isinstance(result, str) or (console.is_terminal and not whole):
        console.print(result, soft_wrap=isinstance(result, str))
        return
    console.width = _WIDTH_OF_A_PIPE
    with console.capture() as written:
        console.print(result)
    lines = (line.rstrip() for line in written.get().removesuffix("\n").split("\n"))
    console.print("\n".join(lines), soft_wrap=True)


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def say(line: str) -> None:
    """Write a result that is one line; what other systems wrote into it cannot steer the terminal."""
    show(printable(line))


def show_json(result: Any) -> None:
    """Write a result for programs."""
    show(json.dumps(result, indent=2, ensure_ascii=False))


def report(lines: Iterable[str]) -> None:
    """Write faults, one line each."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(printable(" ".join(line.split())), soft_wrap=True)


def table(*columns: str) -> Table:
    """Return an empty table: no frame, so that it can be read, cut and searched."""
    grid = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_emphasis())
    for column in grid.columns:
        column.overflow = "fold"
    return grid


def _emphasis() -> str:
    """How a heading is told from what is below it; who wants no colour wants plain text (https://no-color.org)."""
    return "" if os.environ.get("NO_COLOR") else "bold"


def add_row(grid: Table, *cells: str | Text) -> None:
    """Add a row; what other systems wrote into a cell cannot steer the terminal."""
    grid.add_row(*(printable(cell) if isinstance(cell, str) else cell for cell in cells))


def one_line(text: str) -> Text:
    """A cell that is cut where its column ends; a column of such cells is the first to give way on a narrow terminal."""
    return Text(printable(" ".join(text.split())), no_wrap=True, overflow="ellipsis")


def printable(text: str) -> str:
    """Replace everything but line breaks that is not meant to be seen, such as escape sequences."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\ufffd" for character in text
    )


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """Write a time, to the second and with its offset; in a zone where one is given."""
    return (at if zone is None else at.astimezone(zone)).isoformat(sep=" ", timespec="seconds")


def counted(number: int, one: str, several: str | None = None) -> str:
    """Write a number of things: 1 job, 1,204 jobs."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
