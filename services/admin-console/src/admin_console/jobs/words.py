"""A job in words, as a person asks for it: how it stands, which record it is about, what else fails for the same cause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Final

from admin_console.jobs.advice import advice
from admin_console.jobs.naming import SHORT
from admin_console.jobs.output import span
from admin_console.terminal import counted
from flow_omnium.jobs.backoff import RETRY_TABLE
from flow_omnium.jobs.cause import Cause
from flow_omnium.jobs.entry import Attempt, JobEntry, Settled
from flow_omnium.jobs.holding import system_awaited
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import FINAL, JobState

_WAYS: Final[Mapping[JobKind, str]] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: "order, Omnium → Flow",
        JobKind.OUTBOUND_ORDER: "order, Flow → Omnium",
        JobKind.OUTBOUND_CUSTOMER: "customer, Flow → Omnium",
        JobKind.ORDER_RECEIPT: "receipts of an order, Flow → Omnium",
        JobKind.RECEIVEMENT: "goods reception, Flow → Omnium",
        JobKind.PRODUCT_EXPORT: "product, Omnium → Flow",
        JobKind.STORE_EXPORT: "stores, Omnium → Flow",
        JobKind.STOCK_LEVEL: "stock levels, Flow → Omnium",
        JobKind.PURCHASE_ORDER_EXPORT: "purchase order, Omnium → Flow",
        JobKind.DELIVERY_EXPORT: "delivery, Omnium → Flow",
    }
)
_NUMBERS_SHOWN: Final = 3
_NEXT_SHOWN: Final = 3
_MESSAGE_CHARACTERS: Final = 300


@dataclass(frozen=True)
class Alike:
    """Other jobs that fail for the same cause: how many, and since when (UTC)."""

    jobs: int
    since: datetime | None


@dataclass(frozen=True)
class Rendering:
    """What it takes to tell of a job: the present (UTC), the reader's zone, the unit of the retry table in seconds."""

    now: datetime
    zone: tzinfo
    unit_seconds: float = 60
    alike: Alike | None = None


def lines_of(entry: JobEntry, told: Rendering) -> Iterator[str]:
    """Tell a job in a few lines: how it stands, what it is about, what fails alike, what to look at, what to do."""
    yield standing(entry, told)
    yield subject(entry)
    if told.alike is not None and told.alike.jobs:
        yield alike_line(entry, told.alike, told)
    yield from (f"ATTENTION {flag}" for flag in entry.attention)
    if entry.settled is not None and not entry.attention:
        yield f"Settled at {clock(entry.settled.at, told)}{_settled_by(entry.settled)}"
    yield from advice(entry)


def _settled_by(settled: Settled) -> str:
    """Say who has settled it; a comparison's note names it."""
    by = f" by {settled.by}" if settled.is_by_a_person else ""
    later = f" ({settled.job_id[:SHORT]})" if settled.job_id else ""
    return f"{by}: {settled.note}{later}"


def standing(entry: JobEntry, told: Rendering) -> str:
    """Say in one line how a job stands, why, and when it is tried again."""
    if entry.state in FINAL:
        return _ended(entry, told)
    if entry.state is JobState.RUNNING:
        since = f" since {span(told.now - entry.started_at)}" if entry.started_at else ""
        return f"Running{since}{_tries(entry)}."
    failed = _failed(entry)
    return " ".join([f"{_pending(entry, told)}.", *([failed] if failed else []), *next_lines(entry, told)])


def subject(entry: JobEntry) -> str:
    """Say which record it is about, by its id and what people call it, and which way it goes."""
    numbers = [number for number in entry.numbers if number != entry.key.casefold()][:_NUMBERS_SHOWN]
    called = f" (number {', '.join(numbers)})" if numbers else ""
    store = f", store {entry.store_uid}" if entry.store_uid else ""
    return f"{entry.key}{called}, {_WAYS[entry.kind]}, tenant {entry.tenant_uid}{store}."


def what_of(kind: JobKind) -> str:
    """Say what a kind of job is about, and which way it goes."""
    return _WAYS[kind]


def alike_line(entry: JobEntry, alike: Alike, told: Rendering) -> str:
    """Say how many other jobs fail for the same cause, and how to see them."""
    since = f" since {clock(alike.since, told)}" if alike.since else ""
    key = entry.cause.key if entry.cause else ""
    return f"Same cause: {counted(alike.jobs, 'other job')}{since}: `flow-omnium jobs list --cause {key}`"


def cause_text(cause: Cause) -> str:
    """Say in words what a job fails for."""
    call = " ".join(part for part in (cause.system, cause.call) if part)
    answered = f" answered {cause.status}" if cause.status else ""
    return ": ".join(part for part in (cause.error, f"{call}{answered}".strip(), cause.text) if part)


def clock(at: datetime, told: Rendering) -> str:
    """Write a time in the reader's zone: the time of day, and the day unless it is today."""
    local, today = at.astimezone(told.zone), told.now.astimezone(told.zone).date()
    day = "" if local.date() == today else f"{local:%Y-%m-%d} "
    return f"{day}{local:%H:%M:%S} {told.zone}"


def _ended(entry: JobEntry, told: Rendering) -> str:
    when = (
        f" at {clock(entry.finished_at, told)}, {span(told.now - entry.finished_at)} ago"
        if entry.finished_at
        else ""
    )
    why = f": {entry.reason}" if entry.reason else ""
    changes = [change for attempt in entry.attempts for change in attempt.changes]
    wrote = f": {'; '.join(changes)}" if changes and not why else ""
    return f"{entry.state.value.capitalize()}{when}{_tries(entry)}{why}{wrote}."


def _pending(entry: JobEntry, told: Rendering) -> str:
    if entry.state is JobState.HELD:
        return f"Held for {span(told.now - (entry.held_at or entry.accepted_at))}, {held_by_words(entry.held_by or '')}"
    if entry.state is JobState.WAITING:
        return "Waiting"
    return f"Queued for {span(told.now - entry.accepted_at)}"


def held_by_words(reason: str) -> str:
    """Say what holds a job."""
    awaited = system_awaited(reason)
    if awaited is not None:
        return f"since {awaited.capitalize()} does not answer: it comes back by itself"
    kind, _, name = reason.partition(":")
    if kind in ("tenant", "kind", "store"):
        return f"since {kind} {name} is paused"
    if kind == "inactive":
        return f"since tenant {name} is not active"
    return f"by {reason}"


def _failed(entry: JobEntry) -> str:
    error = next((one for one in reversed(entry.attempts) if one.error_class), None)
    if error is None or not entry.failures:
        return f"{entry.reason}." if entry.reason else ""
    return f"Failed {times(entry.failures)}: {_told(error)}."


def _told(attempt: Attempt) -> str:
    return shortened(": ".join(part for part in (attempt.error_class, attempt.message) if part))


def shortened(text: str) -> str:
    """Cut what a system said where a sentence would no longer be read to its end; its own full stop is left out."""
    return text.rstrip(".") if len(text) <= _MESSAGE_CHARACTERS else f"{text[:_MESSAGE_CHARACTERS]} …"


def next_lines(entry: JobEntry, told: Rendering) -> Iterator[str]:
    """Say when a job is tried next, and then after how long each."""
    due = entry.next_attempt_at
    if due is None:
        return
    if due <= told.now:
        yield "Its next try is due now."
        return
    further = _further(entry.failures, told.unit_seconds)
    yield f"Next try {clock(due, told)}, in {span(due - told.now)}{f'; then after {further}' if further else ''}."


def _further(failures: int, unit_seconds: float) -> str:
    """How long after each further failure it is tried again, in minutes."""
    delays = further_delays(failures, unit_seconds, _NEXT_SHOWN)
    minutes: Sequence[str] = [f"{delay.total_seconds() / 60:g}" for delay in delays]
    return f"{', '.join(minutes)} … min" if minutes else ""


def further_delays(failures: int, unit_seconds: float, count: int) -> Sequence[timedelta]:
    """Return how long after each of the next failures it is tried again; none where it has not failed yet."""
    if not failures:
        return ()
    first = min(failures, len(RETRY_TABLE))
    delays = (*RETRY_TABLE, *[RETRY_TABLE[-1]] * count)[first : first + count]
    return [timedelta(seconds=units * unit_seconds) for units in delays]


def _tries(entry: JobEntry) -> str:
    return f", {order_of(entry.attempt_count)} try" if entry.attempt_count > 1 else ""


def times(number: int) -> str:
    """Write how often something happened: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def order_of(number: int) -> str:
    """Write which one it is in a row: 1st, 2nd."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
