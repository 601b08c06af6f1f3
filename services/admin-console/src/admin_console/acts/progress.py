"""How far an act on many jobs has come, for a person at a terminal; anybody else is told the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Advance = Callable[[], None]
"""One more is dealt with."""

_WORTH_SHOWING: Final = 10


@contextmanager
def progress(total: int, done: str) -> Iterator[Advance]:
    """Show how many of so many are dealt with, and how long the rest will take; gone when it ends."""
    if total < _WORTH_SHOWING or not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(done, total=total)
        yield lambda: shown.advance(task)
