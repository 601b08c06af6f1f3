"""A record's story in words: what it is, how each direction stands, what both systems say, and what to type next."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from admin_console.find.asking import Answers, Outlook
from admin_console.jobs.naming import SHORT
from admin_console.jobs.output import span
from admin_console.jobs.words import Rendering, standing
from admin_console.terminal import counted
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.state import FINAL, JobState

_FROM_OMNIUM: Final = frozenset(
    {
        JobKind.INBOUND_ORDER,
        JobKind.PRODUCT_EXPORT,
        JobKind.STORE_EXPORT,
        JobKind.PURCHASE_ORDER_EXPORT,
        JobKind.DELIVERY_EXPORT,
    }
)
_NUMBERS_SHOWN: Final = 8


def lines_of(record: LedgerRecord, answers: Answers | None, told: Rendering) -> Iterator[str]:
    """Tell a record that the ledger knows; `answers` is None where nobody was to be asked."""
    yield heading(record)
    for kind, job in record.latest.items():
        yield f"{way_of(kind)}: {standing(job, told)} (job {job.job_id[:SHORT]})"
        yield from (f"  ATTENTION {flag}" for flag in job.attention)
    yield from before_lines(record, told)
    yield from said_lines(answers)
    yield from next_lines(record)


def heading(record: LedgerRecord) -> str:
    """Say which record it is."""
    kind = record.lock_key.partition(":")[0].replace("-", " ")
    numbers = record.numbers[:_NUMBERS_SHOWN]
    called = f", also called {', '.join(numbers)}" if numbers else ""
    stores = f", store {', '.join(record.stores)}" if record.stores else ""
    return f"{kind.capitalize()} {record.key}{called}, tenant {record.tenant_uid}{stores}."


def way_of(kind: JobKind) -> str:
    """Say which way a kind of job goes."""
    way = "Omnium → Flow" if kind in _FROM_OMNIUM else "Flow → Omnium"
    return f"{way} ({kind.value})"


def goes_to(kind: JobKind) -> str:
    """Name the system to which a kind of job writes."""
    return "Flow" if kind in _FROM_OMNIUM else "Omnium"


def next_lines(record: LedgerRecord) -> Iterator[str]:
    """Say what to type next: for the job that somebody should look at, else for the newest one."""
    job = next((one for one in record.jobs if _needs_somebody(one)), record.jobs[0])
    yield f"More: `flow-omnium jobs show {job.job_id[:SHORT]}`"
    if job.state is JobState.WAITING:
        yield f"Try it now: `flow-omnium jobs retry {job.job_id[:SHORT]}`"
    if record.type is not None and all(one.state in FINAL for one in record.jobs):
        words = ["flow-omnium", "sync", record.type.value, record.key, "--tenant", record.tenant_uid]
        yield f"Compare it again: `{shlex.join(words)}`"


def unknown_lines(text: str, tenant_uid: str, answers: Answers | None) -> Iterator[str]:
    """Tell of a name that the ledger does not know: what both systems have, and what brings it over."""
    yield f"No job of tenant {tenant_uid} is about {text!r}."
    yield from said_lines(answers)
    sightings = answers.sightings if answers else ()
    for kind in dict.fromkeys(one.type for one in sightings if one.record.jobs):
        words = ["flow-omnium", "sync", kind.value, text, "--tenant", tenant_uid]
        yield f"Bring it over: `{shlex.join(words)}`"


def before_lines(record: LedgerRecord, told: Rendering) -> Iterator[str]:
    """Say what came before the latest jobs, in a line."""
    latest = {job.job_id for job in record.latest.values()}
    older = [job for job in record.jobs if job.job_id not in latest]
    if not older:
        return
    idle = sum(job.state is JobState.IGNORED for job in older)
    nothing = f", {idle} of them with nothing to do" if idle else ""
    yield f"Before that: {counted(len(older), 'job')}{nothing}, the first {span(told.now - older[-1].accepted_at)} ago."


def said_lines(answers: Answers | None) -> Iterator[str]:
    """Say what both systems answered, and what a run would write."""
    if answers is None:
        yield "Omnium and Flow were not asked."
        return
    yield from (f"Not asked: {why}" for why in answers.why_not)
    if not answers.sightings and not answers.why_not:
        yield "Neither Omnium nor Flow has it."
    yield from (f"Found: {told}" for told in dict.fromkeys(one.record.told for one in answers.sightings))
    for outlook in answers.outlooks:
        yield from _would_write(outlook)


def _would_write(outlook: Outlook) -> Iterator[str]:
    job = f"{outlook.job.kind.value} {outlook.job.key}"
    if outlook.writes:
        yield f"A run of {job} would write: {'; '.join(outlook.writes)}"
    elif outlook.reason:
        yield f"A run of {job} would write nothing: {outlook.reason}"
    yield from (f"  ATTENTION {flag}" for flag in outlook.flags)
    if outlook.why_not:
        yield f"A run of {job} would fail: {outlook.why_not}"


def _needs_somebody(job: JobEntry) -> bool:
    return job.state not in FINAL or bool(job.attention)


def sentence_of_several(records: Sequence[LedgerRecord]) -> str:
    """Say that a name is that of several records."""
    return f"{len(records)} records are called so; name one by its id, or narrow by --tenant:"
