"""What lies between the senders and the gateway: some events it loses, some it passes on twice, some it holds back."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
from aiohttp import web

from local_stack.ports import HOST
from rigs.chaos.thread_server import ThreadServer
from rigs.day.fates import Drawn, Fate, fate_of
from rigs.day.times import Compression
from simulators.flow.webhooks import delivery as flows
from simulators.omnium.delivery import NEVER_RETRIED

ONE_CHANGE: Final = timedelta(milliseconds=50)
"""Events of a record so close to one another are of one change."""

_TAKEN: Final = 202
_NO_ANSWER: Final = 502
_PASSED_ON: Final = ("Authorization", "Content-Type")


@dataclass
class Change:
    """The events of one change: when the first one came, what becomes of all of them, and how many there were."""

    began: datetime
    drawn: Drawn
    events: int = 0


@dataclass
class Figures:
    """What became of the events: first tries by their fate, what was answered, and what overtook what."""

    fates: Counter[Fate] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    overtaken: int = 0
    latest: int = 0

    def share(self, fate: Fate) -> float:
        """Return which share of the events had a fate."""
        return self.fates[fate] / max(self.fates.total(), 1)

    def note(self, place: int, answer: int) -> None:
        """Note what the gateway answered to the event that was sent in this place."""
        self.answers[answer] += 1
        self.overtaken += place < self.latest
        self.latest = max(self.latest, place)


class Relay(ThreadServer):
    """Passes events on as the day's seed says. A sender that tries again is passed on as it is."""

    def __init__(self, gateway_url: str, seed: int, compression: Compression) -> None:
        super().__init__()
        self._gateway_url = gateway_url
        self._seed = seed
        self._compression = compression
        self._changes: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
        self._owed: Counter[bytes] = Counter()
        self._sent = 0
        self._under_way = 0
        self._session: aiohttp.ClientSession
        self.figures = Figures()

    @property
    def url(self) -> str:
        """What senders are given."""
        return f"http://{HOST}:{self.port}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """See `ThreadServer.serving`."""
        app = web.Application()
        app.router.add_post("/v1/tenants/{tenant}/{sender}/events", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        async with aiohttp.ClientSession() as self._session:
            await runner.setup()
            await web.TCPSite(runner, HOST, self.port, backlog=1024).start()
            yield
            await runner.cleanup()

    @property
    def is_busy(self) -> bool:
        """Whether an event is on its way."""
        return self._under_way > 0

    async def _take(self, request: web.Request) -> web.Response:
        self._under_way += 1
        try:
            return await self._taken(request)
        finally:
            self._under_way -= 1

    async def _taken(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._sent = place = self._sent + 1
        if self._owed[body]:
            self._owed[body] -= 1
            return await self._answered(request, body, place)
        change = self._change_of(request.match_info["sender"], json.loads(body))
        number, change.events = change.events, change.events + 1
        self.figures.fates[change.drawn.fate] += 1
        if change.drawn.fate is Fate.LOST:
            # The sender knows nothing of it: it believes that its event was taken.
            return web.Response(status=_TAKEN)
        await asyncio.sleep(self._compression.real(change.drawn.holds(number)))
        if change.drawn.fate is Fate.TWICE:
            await self._pass_on(request, body)
        return await self._answered(request, body, place)

    async def _answered(self, request: web.Request, body: bytes, place: int) -> web.Response:
        status = await self._pass_on(request, body)
        self.figures.note(place, status)
        if is_tried_again(request.match_info["sender"], status):
            self._owed[body] += 1
        return web.Response(status=status)

    def _change_of(self, sender: str, event: Any) -> Change:
        record, now = record_of(event), datetime.now().astimezone()
        changes = self._changes[sender, record]
        at = datetime.fromisoformat(event["timestamp"]) if "timestamp" in event else now
        for change in reversed(changes):
            if abs(change.began - at) <= ONE_CHANGE:
                return change
        drawn = fate_of(self._seed, sender, record, len(changes))
        changes.append(Change(at, drawn))
        return changes[-1]

    async def _pass_on(self, request: web.Request, body: bytes) -> int:
        headers = {name: request.headers[name] for name in _PASSED_ON}
        try:
            async with self._session.post(
                f"{self._gateway_url}{request.path}", data=body, headers=headers
            ) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return _NO_ANSWER
        return answer.status


def is_tried_again(sender: str, status: int) -> bool:
    """Tell whether a sender comes again after such an answer; Omnium also does after a 403, Flow does not."""
    if sender == "flow":
        return flows.is_retried(status)
    return status not in NEVER_RETRIED


def record_of(event: Any) -> str:
    """Name the record that an event is about, in either system's words."""
    if "objectId" in event:
        return f"{event['className']} {event['objectId']}"
    named = ("order", "purchaseOrder", "receivement", "customer", "warehouse", "product", "tenant")
    return next(f"{name} {event[name]['Uid']}" for name in named if name in event)
