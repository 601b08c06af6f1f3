"""Whether somebody has agreed to an act on so many jobs: by typing their number, or by an option that names it."""

from typing import Final

import typer

from admin_console.failures import NothingDone, WrongUse
from admin_console.terminal import can_ask, counted

ASKED_ABOVE: Final = 100
"""So many are acted on without a question: a filter that was meant for a few."""


def require_consent(count: int, agreed: int | None, done: str) -> None:
    """Raise WrongUse or NothingDone unless it is agreed to that so many jobs are dealt with.

    `agreed` is the most that a script allows (`--yes`); without it a person types the number, which shows that it was read.
    """
    if agreed is not None:
        if count > agreed:
            message = f"{counted(count, 'job')} would be {done}, more than --yes {agreed} allows: nothing was changed"
            raise NothingDone(message)
        return
    if count <= ASKED_ABOVE:
        return
    if not can_ask():
        message = f"{counted(count, 'job')} would be {done}, and nobody can be asked here: --yes {count} agrees to that"
        raise WrongUse(message)
    typed: str = typer.prompt(
        f"To go on, type their number ({count})", default="", show_default=False, err=True
    )
    if typed.strip().replace(",", "") != str(count):
        raise NothingDone("nothing was changed")
