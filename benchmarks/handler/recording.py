"""The calls of one order as its handler sent them, turned into those of any other."""

from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from yarl import URL

from benchmarks.handler.ours import Ours
from benchmarks.orders.bare import Request
from benchmarks.orders.template import order_id

_LEFT_OUT = frozenset({"host", "content-length"})
"""What a client sets by itself."""


@dataclass(frozen=True)
class Sent:
    """A call as it went out, and the status of its answer."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    status: int

    def of(self, old: str, new: str) -> Request:
        """Return the same call about another order."""
        url = URL(self.url.replace(old, new), encoded=True)
        body = self.body.replace(old.encode(), new.encode())
        return Request(self.method, url, self.headers, body or None, self.status)


class Recorder:
    """A middleware of a session that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Let the call through, and keep it."""
        body = await request.body.as_bytes() if request.body else b""
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _LEFT_OUT}
        response = await handler(request)
        self.sent.append(Sent(request.method, str(request.url), headers, body, response.status))
        return response


async def recorded(url: str, number: int) -> Sequence[Sent]:
    """Run an order, with all settings read before, and return its calls."""
    recorder = Recorder()
    ours = Ours(url, lambda _fence: aiohttp.ClientSession(middlewares=(recorder,)))
    async with ours.session:
        await ours.run(order_id(number - 1))
        recorder.sent.clear()
        await ours.run(order_id(number))
    return recorder.sent


def requests_of(sent: Sequence[Sent], recorded_number: int, number: int) -> Sequence[Request]:
    """Write down the calls of another order."""
    return [one.of(order_id(recorded_number), order_id(number)) for one in sent]
