"""When what a job has flagged needs nobody any more: a later comparison of the record has the word, or a person.

Every run that compares both sides to the end raises its flags afresh. So the latest one of a record tells what is left: what
earlier jobs of the same kind and key had flagged is settled by it, or flagged again. A reconciliation that finds both sides
agreed, and flags nothing, settles it as well. What a person has settled stays so, in whatever job the same flag comes back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.jobs.entry import JobEntry, Settled
from flow_omnium.jobs.kinds import WHATEVER_CHANGED, JobKind

BY_A_JOB: Final = "a later job"
BY_A_RECONCILIATION: Final = "a reconciliation"

_AGREED: Final = "a later job of the record has found both sides agreed"
_FLAGGED_AGAIN: Final = "a later job of the record flags what is left"


def compares_whole(entry: JobEntry) -> bool:
    """Tell whether a run of the job compares all of its record: one of a stock level looks at what has changed of late."""
    return entry.kind is not JobKind.STOCK_LEVEL and entry.key != WHATEVER_CHANGED


def settled_by(later: JobEntry, flags: Sequence[str], at: datetime) -> Settled:
    """Return what settles the flags of an earlier job, once a later one of the key has compared both sides."""
    note = _FLAGGED_AGAIN if later.attention else _AGREED
    return Settled(by=BY_A_JOB, at=at, note=note, flags=tuple(flags), job_id=later.job_id)


def settled_by_report(report_id: str, flags: Sequence[str], at: datetime) -> Settled:
    """Return what settles the flags of a job, once a reconciliation has found both sides of its record agreed."""
    note = f"a reconciliation ({report_id}) has found both sides agreed"
    return Settled(by=BY_A_RECONCILIATION, at=at, note=note, flags=tuple(flags), report_id=report_id)


def open_flags(flags: Sequence[str], settled: Settled | None) -> tuple[str, ...]:
    """Return the flags that no person has settled."""
    if settled is None or not settled.is_by_a_person:
        return tuple(flags)
    return tuple(flag for flag in flags if flag not in settled.flags)


def settled_flags(settlements: Iterable[Settled | None]) -> Settled | None:
    """Join what people have settled of a record's jobs: the latest one's word, with the flags of all; None where nobody has."""
    own = sorted((one for one in settlements if one and one.is_by_a_person), key=lambda one: one.at)
    if not own:
        return None
    flags = tuple(dict.fromkeys(flag for one in own for flag in one.flags))
    return own[-1].model_copy(update={"flags": flags})
