"""What one run says of the systems that it called: whether they answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from flow_omnium.outcomes import Unavailable
from flow_omnium.rest.hearing import Heard


class Tone(Enum):
    """What a run heard of a system."""

    ANSWERED = auto()
    """It answered, whatever it said: the record may be refused, the system is there."""

    BROKEN = auto()
    """The run failed since a call got no answer, although another call had got one: parts of the system work."""

    SILENT = auto()
    """The run failed since the system did not answer, to any call: nothing of it was seen."""


@dataclass(frozen=True)
class Evidence:
    """What the run of a job says of one system. Times are UTC."""

    job_id: str
    began_at: datetime
    ended_at: datetime
    tone: Tone


def tones_of(error: BaseException | None, heard: Heard, *, is_late: bool = False) -> Mapping[str, Tone]:
    """Return what a run says of each system; of a system that it does not name it says nothing.

    `is_late`: the run was ended since it took too long. Only an answer that did not come counts against a system: not one
    that refuses a record, asks us to slow down, or denies us access.
    """
    missed = _missed(error, heard, is_late=is_late)
    failed = {system: Tone.BROKEN if system in heard.answered else Tone.SILENT for system in missed}
    # A call that got no answer and that the handler could do without says neither.
    well = heard.answered - heard.unanswered - missed
    return failed | dict.fromkeys(well, Tone.ANSWERED)


def _missed(error: BaseException | None, heard: Heard, *, is_late: bool) -> frozenset[str]:
    """Return the systems whose answers the run failed for."""
    if is_late:
        return frozenset(heard.cut)
    if not isinstance(error, Unavailable):
        return frozenset()
    named = error.call.system
    # A call that failed at our own proxy did not reach the system; for the job that is the same.
    return frozenset({named}) if named in heard.unanswered else frozenset(heard.unanswered or {named})
