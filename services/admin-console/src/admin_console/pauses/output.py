"""How pauses are shown, and what is said when one is set or is not there to be lifted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.jobs.output import span
from admin_console.pauses.scopes import Scope, options_of
from admin_console.terminal import add_row, counted, moment, table
from flow_omnium.jobs.operator.pause_holds import PauseHold


def document(hold: PauseHold) -> dict[str, Any]:
    """Describe a pause for programs."""
    pause = hold.pause
    return {
        "scope": pause.scope,
        "by": pause.by,
        "at": pause.at.isoformat(),
        "reason": pause.reason,
        "held": hold.held,
        "until": pause.until and pause.until.isoformat(),
    }


def table_of(holds: Sequence[PauseHold], now: datetime) -> Table | str:
    """Describe pauses for people, with how many jobs each holds."""
    if not holds:
        return "Nothing is paused."
    result = table("PAUSED", "SINCE", "ENDS", "WHO", "JOBS HELD", "REASON")
    for hold in holds:
        pause = hold.pause
        ends = "by resume" if pause.until is None else f"in {span(pause.until - now)}"
        add_row(
            result, pause.scope, span(now - pause.at), ends, pause.by, str(hold.held), pause.reason or "-"
        )
    return result


def paused_line(name: str, *, is_new: bool, is_changed: bool, ends_at: datetime | None, now: datetime) -> str:
    """Say that a thing is paused, or was already, and when that ends by itself."""
    ends = "" if ends_at is None else f" until {moment(ends_at)} (for {span(ends_at - now)})"
    if is_new:
        return f"{name} is paused{ends}"
    if is_changed:
        return f"{name} was paused already, and now is{ends}"
    return (
        f"{name} was paused already{f',{ends}: `resume` it first for a pause without an end' if ends else ''}"
    )


def resumed_line(scope: Scope, held: int) -> str:
    """Say that a pause is lifted, and what comes back."""
    return f"{scope.name} is resumed; {counted(held, 'job')} that it held {'comes' if held == 1 else 'come'} back"


def not_paused(scope: Scope, holds: Sequence[PauseHold]) -> str:
    """Say that a thing is not paused, and what does hold jobs of its tenant."""
    told = f"{scope.name} is not paused"
    if not holds:
        return told
    named = [
        f"{hold.pause.scope} is, and holds {counted(hold.held, 'job')} of {scope.tenant}: "
        f"`flow-omnium jobs resume {options_of(hold.pause.scope)}`"
        for hold in holds
    ]
    return f"{told}; {'; '.join(named)}"
