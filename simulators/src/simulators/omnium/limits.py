"""Omnium's rate limits (omnium.md 2.8): calls at once per user and tenant, and a token bucket per user."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simulators.clock import Clock
from simulators.omnium.config import OmniumConfig
from simulators.refusal import Refusal

REFILL_SECONDS = 10


def too_many_requests(reason: str, config: OmniumConfig) -> Refusal:
    """Word a 429."""
    headers = {"Retry-After": str(config.retry_after_seconds)} if config.retry_after_header else {}
    return Refusal(429, f"Too many requests: {reason}", headers)


@dataclass
class Bucket:
    """What a user has left, and when it was last filled (Unix seconds)."""

    left: int
    filled_at: float

    def take(self, now: float, config: OmniumConfig) -> bool:
        """Refill by whole periods, then take one."""
        periods = int((now - self.filled_at) // REFILL_SECONDS)
        self.filled_at += periods * REFILL_SECONDS
        refilled = self.left + periods * config.bucket_refill_per_ten_seconds
        self.left = min(config.bucket_capacity, refilled)
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Limits:
    """Counts running calls; the whole simulator is one tenant."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: Counter[str] = Counter()
        self._buckets: dict[str, Bucket] = {}

    @contextmanager
    def admitted(self, client_id: str, config: OmniumConfig) -> Iterator[None]:
        """Let a call run within the limits. Raises Refusal 429 otherwise."""
        reason = self._reason_against(client_id, config)
        if reason:
            raise too_many_requests(reason, config)
        self._running[client_id] += 1
        try:
            yield
        finally:
            self._running[client_id] -= 1

    def _reason_against(self, client_id: str, config: OmniumConfig) -> str | None:
        if self._running[client_id] >= config.concurrent_per_user:
            return f"{config.concurrent_per_user} at once per API user"
        if self._running.total() >= config.concurrent_per_tenant:
            return f"{config.concurrent_per_tenant} at once per tenant"
        now = self._clock().timestamp()
        bucket = self._buckets.setdefault(client_id, Bucket(config.bucket_capacity, now))
        return None if bucket.take(now, config) else "the token bucket is empty"
