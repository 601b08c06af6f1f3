"""One keep-alive HTTP connection that sends the next request as soon as the last one is answered."""

import asyncio
from collections.abc import Iterator
from time import perf_counter
from typing import Protocol, cast

import httptools


class Observer(Protocol):
    """Learns of every answer and of every connection that ended."""

    def answered(self, status: int, sent_at: float, answered_at: float) -> None:
        """One request was answered."""

    def ended(self, error: Exception | None, *, owed: bool) -> None:
        """A connection is over; `owed` when a request on it was not answered."""


class Connection(asyncio.Protocol):
    """Sends `requests`, which it may share with other connections, until there are none."""

    def __init__(self, requests: Iterator[bytes], observer: Observer) -> None:
        self._requests = requests
        self._observer = observer
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._sent_at: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send_next()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls `on_message_complete`."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Note the answer and go on."""
        if self._sent_at is not None:
            self._observer.answered(self._parser.get_status_code(), self._sent_at, perf_counter())
        self._send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that this one is over."""
        self._observer.ended(exc, owed=self._sent_at is not None)

    def _send_next(self) -> None:
        request = next(self._requests, None)
        if self._transport is None or request is None:
            self._sent_at = None
            if self._transport is not None:
                self._transport.close()
            return
        self._sent_at = perf_counter()
        self._transport.write(request)
