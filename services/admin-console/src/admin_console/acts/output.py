"""How acts are shown, and how the jobs of one fared: for people and for programs."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.table import Table

from admin_console.acts.members import CANCELLING, ActNow
from admin_console.acts.words import counts_line
from admin_console.terminal import add_row, counted, moment, table
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.fates import Fate, Member, causes_of, counts_of
from flow_omnium.jobs.state import PENDING

_DETAILS_SHOWN: Final = 3
_TARGET_SHOWN: Final = 80
"""Characters of a target in a list; a tenant that is new names every setting."""
_OF_THE_LEDGER: Final = {"act_id", "made"}
"""What an act is called in the entry of a job; here `sequence` says it."""


def document(act: KeptEntry) -> dict[str, Any]:
    """Describe an act for programs."""
    return act.model_dump(by_alias=True, mode="json", exclude=_OF_THE_LEDGER)


def whole_document(now: ActNow) -> dict[str, Any]:
    """Describe an act and its jobs for programs."""
    causes = [
        {"cause": cause.text, "count": cause.count, "example": cause.example}
        for cause in causes_of(now.members)
    ]
    return document(now.act) | {
        "jobs": {fate.value: count for fate, count in counts_of(now.members).items()},
        "causes": causes,
        "members": [{"jobId": member.job_id, "fate": member.fate.value} for member in now.members],
    }


def acts_table(acts: Sequence[KeptEntry], *, is_narrowed: bool = False) -> Table | str:
    """Describe acts for people, one line each and the first of their details below."""
    if not acts:
        return "No act matches." if is_narrowed else "No operator has done anything yet."
    result = table("ID", "WHEN", "WHO", "ACT", "CHANGED", "TARGET", "REASON")
    for act in acts:
        add_row(
            result,
            str(act.sequence or "-"),
            moment(act.at),
            act.by,
            act.act,
            str(act.count),
            "\n".join([_cut(act.target), *_details(act)]),
            act.reason or "-",
        )
    return result


def lines_of(now: ActNow) -> Iterator[str]:
    """Describe an act and its jobs for people."""
    act = now.act
    yield f"act {act.sequence}: {act.act} by {act.by}, {moment(act.at)}: {result_of(now)}"
    yield from (f"came by: {act.via}" for _ in range(act.via is not None))
    yield f"target: {act.target}"
    yield from (f"reason: {act.reason}" for _ in range(act.reason is not None))
    yield from (f"  {line}" for line in act.details)
    if now.members:
        yield f"{counted(len(now.members), 'job')}: {standing(now.members)}"
    yield from cause_lines(now.members)
    yield from _advice(now)


def result_of(now: ActNow) -> str:
    """Say how an act has ended, or how far it is."""
    if now.goes_on and now.bulk is not None:
        return f"goes on in the web console, {now.bulk.position:,} of {counted(now.bulk.total, 'job')} dealt with"
    return f"{now.act.result}, {now.act.count:,} changed"


def standing(members: Sequence[Member]) -> str:
    """Say how many jobs have fared how."""
    return counts_line({fate.value: count for fate, count in counts_of(members).items()})


def cause_lines(members: Sequence[Member]) -> Iterator[str]:
    """Say why jobs fail again."""
    for cause in causes_of(members):
        yield f"{cause.count:,} × {cause.text} (job {cause.example})"


def _cut(target: str) -> str:
    return target if len(target) <= _TARGET_SHOWN else f"{target[:_TARGET_SHOWN]} …"


def _details(act: KeptEntry) -> list[str]:
    more = len(act.details) - _DETAILS_SHOWN
    shown = [f"  {line}" for line in act.details[:_DETAILS_SHOWN]]
    return [*shown, f"  and {more} more: `acts show {act.sequence}`"] if more > 0 else shown


def _advice(now: ActNow) -> Iterator[str]:
    again = f"`flow-omnium jobs retry --act {now.act.sequence}`"
    if now.act.act == CANCELLING and any(one.fate is Fate.CANCELLED for one in now.members):
        yield f"{again} brings back what it cancelled"
    elif now.act.act != CANCELLING and any(one.state in PENDING for one in now.members):
        yield f"{again} tries now what is still pending"
