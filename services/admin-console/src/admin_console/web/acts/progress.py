"""How far an act on many jobs is, in words and numbers. Pure."""

from dataclasses import dataclass
from datetime import datetime

from admin_console.jobs.output import span
from admin_console.terminal import counted
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState, BulkStep


@dataclass(frozen=True)
class Progress:
    """What a page tells of it; `percent` is of what was dealt with."""

    words: str
    percent: int
    is_open: bool
    can_be_stopped: bool


def progress_of(act: BulkAct, now: datetime) -> Progress:
    """Tell how far it is."""
    percent = 100 if not act.total else 100 * act.position // act.total
    is_open = act.state is BulkState.OPEN
    return Progress(_words(act, now), percent, is_open, is_open and act.stop is None)


def _words(act: BulkAct, now: datetime) -> str:
    dealt = f"{act.position:,} of {counted(act.total, 'job')} dealt with{_apart(act)}"
    if act.state is BulkState.STOPPED:
        return f"It has stopped: {act.why}. {dealt}; {counted(act.left, 'job')} left alone."
    if act.state is BulkState.FAILED:
        return f"It has failed: {act.why}. {dealt}; {counted(act.left, 'job')} left alone."
    if act.state is BulkState.DONE:
        return f"It has ended: {dealt}."
    return f"{_goes_on(act, now)} {dealt}."


def _goes_on(act: BulkAct, now: datetime) -> str:
    if act.stop is not None:
        return "It is being stopped."
    if act.stands_still(now):
        return f"It stands still: no job was dealt with for {span(now - act.still_since)}."
    if act.next_step is BulkStep.AWAIT:
        return f"The first {act.first:,} were dealt with: it waits until they have ended well."
    if not act.leased(now):
        return "It goes on within half a minute, as soon as a server takes it."
    return "It goes on."


def _apart(act: BulkAct) -> str:
    counts = {"done": act.done, "ended or gone meanwhile": act.skipped, "refused": act.refused}
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return f" ({told})" if told else ""
