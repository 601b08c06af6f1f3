"""How events reach subscribers: Omnium's own retry policy (omnium.md 3.5)."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import aiohttp

from simulators.background import Background
from simulators.clock import Clock, three_digits
from simulators.documents import Document, encode
from simulators.omnium.config import OmniumConfig
from simulators.omnium.subscriptions import Subscription

NEVER_RETRIED = frozenset({*range(200, 300), 400, 404, 429})

OnFailure: TypeAlias = Callable[[Subscription, Document], None]


@dataclass
class Attempt:
    """One try to deliver one event; `status` is None when no answer came."""

    seq: int
    at: str
    subscription_id: str
    attempt: int
    event: Document
    status: int | None = None
    error: str | None = None


class Deliverer:
    """Posts events in the background and logs every attempt."""

    def __init__(self, clock: Clock, background: Background, on_failure: OnFailure) -> None:
        self._clock = clock
        self._background = background
        self._on_failure = on_failure
        self._attempts: list[Attempt] = []
        self.session: aiohttp.ClientSession | None = None

    def send(self, subscription: Subscription, body: Document, config: OmniumConfig) -> None:
        """Start delivering one event, as often as the config doubles it."""
        for _ in range(config.duplicate_events):
            self._background.start(self._deliver(subscription, body, config))

    def listed(self) -> list[Document]:
        """List every attempt in order."""
        return [_shown(attempt) for attempt in self._attempts]

    async def _deliver(self, subscription: Subscription, body: Document, config: OmniumConfig) -> None:
        for number, delay in enumerate(_delays(config), start=1):
            await asyncio.sleep(delay)
            attempt = self._begin(subscription, body, number)
            await self._post(subscription, attempt, config.event_timeout_seconds)
            if attempt.status in NEVER_RETRIED:
                return
        self._on_failure(subscription, body)

    def _begin(self, subscription: Subscription, body: Document, number: int) -> Attempt:
        seq = len(self._attempts) + 1
        attempt = Attempt(seq, three_digits(self._clock()), subscription.subscription_id, number, body)
        self._attempts.append(attempt)
        return attempt

    async def _post(self, subscription: Subscription, attempt: Attempt, seconds: float) -> None:
        if self.session is None:
            attempt.error = "the simulator is not running"
            return
        headers = {"Content-Type": "application/json", **subscription.order.headers}
        try:
            async with self.session.post(
                subscription.order.url,
                data=encode(attempt.event),
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as answer:
                attempt.status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            attempt.error = type(error).__name__


def _delays(config: OmniumConfig) -> Iterator[float]:
    yield 0
    yield from config.event_retry_delays_seconds


def _shown(attempt: Attempt) -> Document:
    names = {"subscription_id": "subscriptionId"}
    return {names.get(name, name): value for name, value in vars(attempt).items()}
