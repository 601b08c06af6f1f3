"""How pauses are shown. No I/O, no clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.job_output import span
from admin_console.terminal import add_row, table
from flow_omnium.jobs.pauses import Pause


def document(pause: Pause, held: int) -> dict[str, Any]:
    """Describe a pause for programs."""
    return {
        "scope": pause.scope,
        "by": pause.by,
        "at": pause.at.isoformat(),
        "reason": pause.reason,
        "held": held,
    }


def table_of(pauses: Sequence[tuple[Pause, int]], now: datetime) -> Table | str:
    """Describe pauses for people, with how many jobs each holds."""
    if not pauses:
        return "Nothing is paused."
    result = table("PAUSED", "SINCE", "WHO", "JOBS HELD", "REASON")
    for pause, held in pauses:
        add_row(result, pause.scope, span(now - pause.at), pause.by, str(held), pause.reason or "-")
    return result
