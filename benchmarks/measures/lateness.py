"""How late retries are: the time between two attempts against the delay that the backoff table asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise
from typing import Any

from benchmarks.load.generator import post_all
from benchmarks.load.latency import percentile
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.plan import CONNECTIONS, LATE_JOBS, LATENESS_UNIT_SECONDS
from benchmarks.stage import Stage
from flow_omnium.jobs.backoff import RETRY_TABLE, retry_delay_ms
from local_stack.errors import StackError
from local_stack.scene import awaited

SPARE_SECONDS = 10.0
RETRIED = 2
"""Attempts after which a job has shown its first delay."""


@dataclass(frozen=True)
class Retry:
    """One delay: asked for, and exceeded by."""

    delay_ms: float
    late_ms: float

    @property
    def share(self) -> float:
        """The lateness as a share of the delay."""
        return self.late_ms / self.delay_ms


@dataclass(frozen=True)
class Lateness:
    """Many of them."""

    retries: Sequence[Retry]

    def late_ms(self, share: float) -> float:
        """A percentile of the lateness."""
        return percentile([retry.late_ms for retry in self.retries], share)

    def late_share(self, share: float) -> float:
        """A percentile of the lateness as a share of the delay."""
        return percentile([retry.share for retry in self.retries], share)

    def too_late(self, limit_ms: float, limit_share: float) -> int:
        """How many exceed both limits."""
        return sum(retry.late_ms > limit_ms and retry.share > limit_share for retry in self.retries)


def measure_lateness(stage: Stage) -> Lateness:
    """Let jobs that stand all over the backoff table fail, and look at their attempts in the ledger."""
    ours = stage.ours
    with ours.door:
        events = islice(requests_of(ours.url, ours.secret, unique_keys("late")), LATE_JOBS)
        post_all(events, ours.url, connections=CONNECTIONS)
    stage.ledger.preset_failures(len(RETRY_TABLE))
    longest = max(RETRY_TABLE) * LATENESS_UNIT_SECONDS
    with stage.worker("failing", LATENESS_UNIT_SECONDS):
        _await_retries(stage, longest + SPARE_SECONDS)
    retries = [
        retry for failures, attempts in stage.ledger.attempts() for retry in retries_of(failures, attempts)
    ]
    return Lateness(retries)


def retries_of(failures: int, attempts: Sequence[Mapping[str, Any]]) -> Iterator[Retry]:
    """Yield the delay between each two attempts of a job that has failed `failures` times by now."""
    earlier = failures - len(attempts)
    for number, (attempt, following) in enumerate(pairwise(attempts), earlier + 1):
        delay_ms = retry_delay_ms(number, LATENESS_UNIT_SECONDS)
        ended = attempt["startedAt"] + timedelta(seconds=attempt["durationSeconds"])
        passed_ms = (following["startedAt"] - ended) / timedelta(milliseconds=1)
        yield Retry(delay_ms, passed_ms - delay_ms)


def _await_retries(stage: Stage, seconds: float) -> None:
    """Wait until every job was tried again. Raises StackError, which says where those stand that were not."""
    try:
        awaited("every job is tried again", lambda: not stage.ledger.tried_less(RETRIED), seconds)
    except StackError as error:
        message = f"{error}; not tried again: {stage.ledger.tried_less(RETRIED)}"
        raise StackError(message) from None
