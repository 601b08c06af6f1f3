"""How webhooks reach subscribers: Flow's own retry policy (flow.md 4.11)."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

import aiohttp
from pydantic.alias_generators import to_camel

from simulators.background import Background
from simulators.clock import Clock, three_digits
from simulators.documents import Document, encode
from simulators.flow.webhooks.subscriptions import Subscription

RETRIES: Final = 10


@dataclass
class Attempt:
    """One try to deliver one webhook; `status` is None when no answer came."""

    seq: int
    at: str
    subscription_id: str
    attempt: int
    event: Document
    status: int | None = None
    error: str | None = None

    def shown(self) -> Document:
        """Show the attempt."""
        return {to_camel(name): value for name, value in asdict(self).items()}


class Deliverer:
    """Posts webhooks in the background and logs every attempt."""

    def __init__(self, clock: Clock, background: Background) -> None:
        self._clock = clock
        self._background = background
        self.session: aiohttp.ClientSession | None = None

    def send(self, subscription: Subscription, body: Document, log: list[Attempt]) -> None:
        """Start delivering one webhook."""
        self._background.start(self._deliver(subscription, body, log))

    async def _deliver(self, subscription: Subscription, body: Document, log: list[Attempt]) -> None:
        for number, delay in enumerate(delays(subscription.order.first_retry_seconds), start=1):
            await asyncio.sleep(delay)
            now = three_digits(self._clock())
            attempt = Attempt(len(log) + 1, now, subscription.subscription_id, number, body)
            log.append(attempt)
            await self._post(subscription, attempt)
            if not is_retried(attempt.status):
                return

    async def _post(self, subscription: Subscription, attempt: Attempt) -> None:
        if self.session is None:
            attempt.error = "the simulator is not running"
            return
        order = subscription.order
        try:
            async with self.session.post(
                order.url,
                data=encode(attempt.event),
                headers={"Content-Type": "application/json", **order.headers},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=order.timeout_seconds),
            ) as answer:
                attempt.status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            attempt.error = type(error).__name__


def is_retried(status: int | None) -> bool:
    """Tell whether a webhook is tried again: not below 300, not for 400 to 499, 429 included."""
    return status is None or not (status < 300 or 400 <= status < 500)  # noqa: PLR2004 - HTTP's own ranges


def delays(first_retry_seconds: float) -> Iterator[float]:
    """List the waits before the first try and each of the retries."""
    yield 0
    for retry in range(RETRIES):
        yield first_retry_seconds * 2**retry
