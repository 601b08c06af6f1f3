"""The log of received API calls; secrets never get into it."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from simulators.clock import Clock, three_digits
from simulators.documents import Document, decode
from simulators.routing import template_of

# Benchmarks make very many calls; older ones fall out rather than fill the memory.
CALLS_KEPT = 200_000
SECRET_NAMES = frozenset({"clientsecret", "client_secret"})
MASK = "***"


@dataclass
class Call:
    """One received call; `status` stays None while it runs and when it got no answer, `ended` only while it runs."""

    seq: int
    at: str
    method: str
    path: str
    route: str | None
    query: Document
    body: Any
    status: int | None = None
    note: str | None = None
    ended: str | None = None


class CallLog:
    """Keeps the received calls in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._seq = 0

    async def receive(self, request: web.Request) -> Call:
        """Note a call as it comes in."""
        self._seq += 1
        call = Call(
            seq=self._seq,
            at=three_digits(self._clock()),
            method=request.method,
            path=request.path,
            route=template_of(request),
            query=masked(request.query),
            body=await _body(request),
        )
        self._calls.append(call)
        return call

    def end(self, call: Call, status: int | None) -> None:
        """Note how a call was answered, None if it was not, and that it is over."""
        call.status = status
        call.ended = three_digits(self._clock())

    def clear(self) -> None:
        """Forget all calls; numbering goes on."""
        self._calls.clear()

    def listed(self, method: str | None, route: str | None) -> list[Document]:
        """List the calls of a method and a route; the route may hold wildcards."""
        return [dict(vars(call)) for call in self._matching(method, route)]

    def _matching(self, method: str | None, route: str | None) -> Iterator[Call]:
        for call in self._calls:
            if method in (None, call.method) and route_matches(route, call.route):
                yield call


def route_matches(pattern: str | None, route: str | None) -> bool:
    """Compare a wildcard pattern with a template, without regard to case."""
    return pattern is None or fnmatchcase((route or "").lower(), pattern.lower())


def masked(values: Mapping[str, str]) -> Document:
    """Copy names and values, secrets replaced."""
    return {name: MASK if name.lower() in SECRET_NAMES else value for name, value in values.items()}


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    if request.content_type == "application/x-www-form-urlencoded":
        return masked(dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True)))
    try:
        return decode(raw) if raw else None
    except ValueError:
        return None
