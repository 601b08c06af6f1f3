"""Whether anything was lost, doubled, overlapping or stuck. Pure: no I/O, no clock."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rigs.chaos.evidence import Accepted, Attempt, Call, Evidence, Job, ShopOrder, Wanted

UNFINISHED = frozenset({"queued", "held", "waiting", "running"})
LOST = "lost"
SUCCESSFUL = frozenset({"done", "ignored"})

CLOCK = timedelta(milliseconds=2)
"""The ledger keeps whole milliseconds."""


@dataclass(frozen=True)
class Verdict:
    """Each fault in a sentence."""

    lost: Sequence[str]
    doubled: Sequence[str]
    overlapping: Sequence[str]
    stuck: Sequence[str]

    @property
    def faults(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.doubled, *self.overlapping, *self.stuck]


def judge(evidence: Evidence) -> Verdict:
    """Compare what was accepted with what came of it."""
    return Verdict(
        lost=[*_never_worked_off(evidence), *_missing_in_shop(evidence)],
        doubled=[*_doubled_calls(evidence.calls), *_doubled_in_shop(evidence)],
        overlapping=[
            *_overlapping_jobs(evidence.jobs),
            *_overlapping_calls(evidence.calls),
            *_runs_within_runs(evidence),
        ],
        stuck=[f"{job.key}: job {job.job_id} is {job.state}" for job in unfinished(evidence.jobs)],
    )


def unfinished(jobs: Iterable[Job]) -> Iterator[Job]:
    """Give the jobs that something must still happen to."""
    return (job for job in jobs if job.state in UNFINISHED)


def not_worked_off(accepted: Iterable[Accepted], jobs: Iterable[Job]) -> Iterator[str]:
    """Give the keys whose last accepted event was followed by no successful run: one that began before the event
    was sent may have read the record too early."""
    latest = _latest_success(jobs)
    for key, sent_at in _last_sent(accepted).items():
        if key not in latest or latest[key] + CLOCK < sent_at:
            yield key


def _never_worked_off(evidence: Evidence) -> Iterator[str]:
    for key in not_worked_off(evidence.accepted, evidence.jobs):
        yield f"{key}: no successful run after the last accepted event"


def _last_sent(accepted: Iterable[Accepted]) -> Mapping[str, datetime]:
    last: dict[str, datetime] = {}
    for event in accepted:
        last[event.key] = max(event.sent_at, last.get(event.key, event.sent_at))
    return last


def _latest_success(jobs: Iterable[Job]) -> Mapping[str, datetime]:
    latest: dict[str, datetime] = {}
    for job in jobs:
        for attempt in _successful(job):
            latest[job.key] = max(attempt.started_at, latest.get(job.key, attempt.started_at))
    return latest


def _successful(job: Job) -> Iterator[Attempt]:
    return (attempt for attempt in job.attempts if attempt.outcome in SUCCESSFUL)


def _missing_in_shop(evidence: Evidence) -> Iterator[str]:
    accepted = {event.key for event in evidence.accepted}
    orders = {(order.tenant_uid, order.number): order for order in evidence.orders}
    for wanted in evidence.wanted:
        if wanted.key in accepted:
            yield from _shortcomings(wanted, orders.get((wanted.tenant_uid, wanted.key)))


def _shortcomings(wanted: Wanted, order: ShopOrder | None) -> Iterator[str]:
    if order is None:
        yield f"{wanted.key}: not in the shop"
        return
    if order.state != wanted.state:
        yield f"{wanted.key}: is {order.state}, not {wanted.state}"
    for line in set(wanted.lines) - set(order.lines):
        yield f"{wanted.key}: lacks line {line}"
    if wanted.handling not in order.handlings:
        yield f"{wanted.key}: lacks handling {wanted.handling}"


def _doubled_in_shop(evidence: Evidence) -> Iterator[str]:
    for number, count in Counter(order.number for order in evidence.orders).items():
        if count > 1:
            yield f"{number}: stands in the shop {count} times"
    for order in evidence.orders:
        for line, count in Counter(order.lines).items():
            if count > 1:
                yield f"{order.number}: has line {line} {count} times"
        if len(order.handlings) > 1:
            yield f"{order.number}: has {len(order.handlings)} handlings"


def _doubled_calls(calls: Iterable[Call]) -> Iterator[str]:
    effects = Counter((call.key, call.effect) for call in calls if call.succeeded and call.effect)
    for (key, effect), count in effects.items():
        if count > 1:
            yield f"{key}: {effect} {count} times"


def _overlapping_jobs(jobs: Iterable[Job]) -> Iterator[str]:
    runs: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    for job in jobs:
        runs[job.tenant_uid, job.record] += [(_began_at(run), run.ended_at) for run in job.attempts]
    for (_, record), spans in runs.items():
        if _overlap(spans, CLOCK):
            yield f"{record}: two jobs ran at once"


def _began_at(run: Attempt) -> datetime:
    """Of a lost run the ledger knows only when its claim was sent, which may have waited long: its end has to do."""
    return run.ended_at if run.outcome == LOST else run.started_at


def _runs_within_runs(evidence: Evidence) -> Iterator[str]:
    """Find runs that the ledger knows nothing of, since they lost their lease: by the read that each begins with."""
    reads: dict[str, list[datetime]] = defaultdict(list)
    for call in evidence.calls:
        if call.begins_run and call.succeeded:
            reads[call.key].append(call.began_at)
    for job in evidence.jobs:
        for run in job.attempts:
            within = [at for at in reads[job.key] if _began_at(run) <= at + CLOCK and at <= run.ended_at]
            if run.outcome != LOST and len(within) > 1:
                yield f"{job.key}: a run began within another"


def _overlapping_calls(calls: Iterable[Call]) -> Iterator[str]:
    """A job makes one call after the other, so two at once for one order come from two jobs."""
    spans: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for call in calls:
        spans[call.key].append((call.began_at, call.ended_at))
    for key, of_order in spans.items():
        if _overlap(of_order, timedelta()):
            yield f"{key}: two calls at once"


def _overlap(spans: Iterable[tuple[datetime, datetime]], tolerance: timedelta) -> bool:
    ordered = sorted(spans)
    return any(later[0] + tolerance < earlier[1] for earlier, later in pairwise(ordered))
