"""Sends events to the gateway the way Omnium does: again and again while it is refused for a passing reason."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp

from local_stack.errors import StackError
from rigs.chaos.evidence import Accepted, Wanted
from rigs.chaos.orders import event_of, omnium_document
from rigs.chaos.tenants import ChaosTenant

AT_ONCE = 32
PATIENCE_SECONDS = 60.0
_PAUSES = (0.1, 0.2, 0.5)
_ACCEPTED = 202
_PASSING = 500
_TIMEOUT = aiohttp.ClientTimeout(total=15)


@dataclass
class Outbox:
    """What was sent and what was answered: filled by the sender, read by others meanwhile."""

    accepted: list[Accepted] = field(default_factory=list)
    refusals: list[tuple[int, str | None]] = field(default_factory=list)
    """The status and the `Retry-After` of every answer that was not 202."""
    broken: list[str] = field(default_factory=list)
    """What went wrong with every request that was not answered."""


class Sender:
    """Sends at a bounded rate to one gateway."""

    def __init__(self, gateway_url: str, tenants: Sequence[ChaosTenant], outbox: Outbox) -> None:
        self._gateway_url = gateway_url
        self._secrets = {tenant.uid: tenant.webhook_secret for tenant in tenants}
        self._outbox = outbox

    async def send(self, events: Sequence[Wanted], per_second: float) -> None:
        """Send one event for each order named; return when all were accepted. Raises StackError."""
        places = asyncio.Semaphore(AT_ONCE)
        began = time.monotonic()
        async with _sessions() as sessions, asyncio.TaskGroup() as group:
            for number, wanted in enumerate(events):
                await asyncio.sleep(began + number / per_second - time.monotonic())
                await places.acquire()
                task = group.create_task(self._send_one(sessions[number % 2], wanted))
                task.add_done_callback(lambda _: places.release())

    async def _send_one(self, session: aiohttp.ClientSession, wanted: Wanted) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        for attempt in range(10_000):
            if await self._is_accepted(session, wanted):
                return
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
        message = f"{wanted.key} was not accepted within {PATIENCE_SECONDS:g} s"
        raise StackError(message)

    async def _is_accepted(self, session: aiohttp.ClientSession, wanted: Wanted) -> bool:
        url = f"{self._gateway_url}/v1/tenants/{wanted.tenant_uid}/omnium/events"
        headers = {"Authorization": f"Bearer {self._secrets[wanted.tenant_uid]}"}
        sent_at = datetime.now(UTC)
        try:
            async with session.post(url, json=event_of(wanted), headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._outbox.broken.append(repr(error))
            return False
        if answer.status == _ACCEPTED:
            self._outbox.accepted.append(Accepted(wanted.key, sent_at))
            return True
        self._outbox.refusals.append((answer.status, answer.headers.get("Retry-After")))
        if answer.status < _PASSING:
            message = f"an event was refused for good: {answer.status}"
            raise StackError(message)
        return False


@asynccontextmanager
async def _sessions() -> AsyncIterator[Sequence[aiohttp.ClientSession]]:
    """One that keeps its connections and one that never does: senders are of both kinds."""
    single = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(timeout=_TIMEOUT) as keeping,
        aiohttp.ClientSession(timeout=_TIMEOUT, connector=single) as parting,
    ):
        yield keeping, parting


async def place_in_omnium(omnium_url: str, orders: Sequence[Wanted]) -> None:
    """Store the orders in the simulated Omnium, without events."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, raise_for_status=True) as session:
        await asyncio.gather(*(_place(session, omnium_url, wanted) for wanted in orders))


async def _place(session: aiohttp.ClientSession, omnium_url: str, wanted: Wanted) -> None:
    async with session.put(f"{omnium_url}/_sim/orders/{wanted.key}", json=omnium_document(wanted)) as answer:
        await answer.read()
