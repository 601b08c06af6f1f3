"""What a record's page begins with: in a few sentences where the record is, since when, and what it took. Pure."""

from collections.abc import Iterator, Sequence

from admin_console.find.story import goes_to
from admin_console.jobs.spoken import spoken
from admin_console.jobs.words import Rendering, clock, next_lines, order_of, shortened, standing, times
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.state import FINAL, JobState


def head_lines(record: LedgerRecord, told: Rendering, *, is_whole: bool) -> Sequence[str]:
    """Say in a line for each direction how it stands. Unless it `is_whole`, the record has older jobs than these.

    Runs that found nothing to do are told only where there was nothing else.
    """
    # The kind that came first brought the record over; the other way it was there before.
    first, *others = dict.fromkeys(job.kind for job in reversed(record.jobs))
    lines = [" ".join(_of_kind(record, first, told, is_whole=is_whole))]
    lines += [" ".join(_of_kind(record, kind, told, is_whole=False)) for kind in others]
    return [line for line in lines if line] or [standing(record.jobs[0], told)]


def _of_kind(record: LedgerRecord, kind: JobKind, told: Rendering, *, is_whole: bool) -> Iterator[str]:
    jobs = [job for job in record.jobs if job.kind is kind]
    done = [job for job in jobs if job.state is JobState.DONE]
    if done:
        yield from _since(record, done, told, is_whole=is_whole)
    latest = next((job for job in jobs if job.state is not JobState.IGNORED), jobs[0])
    if latest.state not in FINAL:
        missing = f"A later change is not in {goes_to(kind)} yet" if done else f"Not in {goes_to(kind)} yet"
        yield f"{missing}{_waits(latest, told)}"
    elif latest.state is JobState.CANCELLED:
        gone = "The latest change was not brought" if done else "It was not brought"
        yield f"{gone} to {goes_to(kind)}. {standing(latest, told)}"


def _waits(job: JobEntry, told: Rendering) -> str:
    failed = next((one for one in reversed(job.attempts) if one.error_class), None)
    if job.state is not JobState.WAITING or failed is None or not failed.message:
        return f". {standing(job, told)}"
    said = spoken(failed.message, failed.system, failed.call, failed.http_status)
    after = " ".join(next_lines(job, told))
    return f": it failed {times(job.failures)} ({shortened(said)}). {after}"


def _since(
    record: LedgerRecord, done: Sequence[JobEntry], told: Rendering, *, is_whole: bool
) -> Iterator[str]:
    """Tell what has ended well: the first of it is since when it is there, if no older job may have been it."""
    first, last = done[-1], done[0]
    system = goes_to(first.kind)
    if is_whole and first.finished_at is not None:
        yield f"In {system} since {clock(first.finished_at, told)}{_where(record, first)}."
        yield from _tries(first)
    if (last is not first or not is_whole) and last.finished_at is not None:
        yield f"Last written to {system} {clock(last.finished_at, told)}."


def _where(record: LedgerRecord, job: JobEntry) -> str:
    store = f", store {job.store_uid}" if job.store_uid else ""
    if job.kind is not JobKind.INBOUND_ORDER:
        return store
    # A run notes what Omnium calls the order before what Flow does; Flow's number may be known only from what it tells later.
    called = {job.key.casefold(), record.key.casefold(), *record.jobs[-1].numbers[:1]}
    number = next((one for one in (*job.numbers, *record.numbers) if one not in called), None)
    return f"{store}, as number {number}" if number else store


def _tries(job: JobEntry) -> Iterator[str]:
    failed = [attempt for attempt in job.attempts if attempt.error_class]
    if not failed:
        return
    why, worked = _why(failed[-1]), order_of(len(failed) + 1)
    if len(failed) == 1:
        yield f"First try failed ({why}), second worked."
    else:
        yield f"{len(failed)} tries failed (the last one: {why}), the {worked} worked."


def _why(attempt: Attempt) -> str:
    if attempt.system and attempt.http_status:
        return f"{attempt.system.capitalize()} {attempt.http_status}"
    return attempt.error_class or "?"
