"""Keeps one connection to RabbitMQ open: connects, with a backoff, prepares it, and starts again when it breaks.

The library's own robust connection waits a fixed time, restores what it remembers instead of what we declare, and makes a
publisher wait for a broker that is down (queue.md B2). Here every new connection is prepared from the topology, so a wiped
broker gets all its queues again, and a publisher learns at once that there is no connection.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

import aio_pika
import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection
from yarl import URL

from flow_omnium.runtime.driver_errors import raised_as
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.runtime.tls import certificate_fault

Prepare = Callable[[AbstractConnection, Callable[[], None]], Awaitable[AbstractChannel]]
"""Opens a channel on a fresh connection and declares what it needs; calls the function when it must be replaced."""

_CONNECT_SECONDS = 5.0
_PREPARE_SECONDS = 20.0
_CLOSE_SECONDS = 5.0
_FIRST_BACKOFF_SECONDS = 0.1
_MAX_BACKOFF_SECONDS = 5.0
_HEARTBEAT_SECONDS = 15

CLIENT_ERRORS = (OSError, TimeoutError, aio_pika.exceptions.AMQPError, RuntimeError)
"""What the client raises when the broker is away, refuses, or breaks the channel."""


class BrokerUnavailableError(Exception):
    """The broker did not take a message, or did not say so in time: whether it has it is unknown."""


def translated() -> AbstractContextManager[None]:
    """Raise BrokerUnavailableError for whatever the client raises."""
    return raised_as(_ours, *CLIENT_ERRORS)


def _ours(error: Exception) -> Exception:
    # The kind only: the text may hold the URL, and with it the password.
    return BrokerUnavailableError(f"the broker cannot be used: {type(error).__name__}")


class BrokerLink(Supervised):
    """One connection, its channel, and the task that keeps both alive. Use as an async context manager."""

    def __init__(
        self, url: str, *, name: str, prepare: Prepare, supervisor: Supervisor | None = None
    ) -> None:
        super().__init__(supervisor, {f"broker-link-{name}": self._keep})
        self._url = _with_heartbeat(url)
        self._name = name
        self._prepare = prepare
        self._channel: AbstractChannel | None = None
        self._raw_channel: aiormq.abc.AbstractChannel | None = None
        self._connection: AbstractConnection | None = None
        self._connected = asyncio.Event()
        self._log = get_logger("broker")

    @property
    def connection(self) -> AbstractConnection:
        """The open connection, for a channel of one's own. Raises BrokerUnavailableError when there is none at the moment."""
        if self._connection is None:
            raise BrokerUnavailableError("there is no connection to the broker")
        return self._connection

    @property
    def raw_channel(self) -> aiormq.abc.AbstractChannel:
        """The same channel, one layer below. Raises BrokerUnavailableError as well."""
        if self._raw_channel is None:
            raise BrokerUnavailableError("there is no connection to the broker")
        return self._raw_channel

    @property
    def is_open(self) -> bool:
        """Whether there is an open channel."""
        return self._channel is not None

    async def wait_connected(self) -> None:
        """Return once the channel is open and prepared."""
        await self._connected.wait()

    async def ping(self) -> None:
        """Raise BrokerUnavailableError unless the channel is open."""
        _ = self.connection

    async def _keep(self) -> None:
        backoff = _FIRST_BACKOFF_SECONDS
        while True:
            try:
                await self._live()
                backoff = _FIRST_BACKOFF_SECONDS
            except CLIENT_ERRORS as error:
                # The kind only: the text may hold the URL, and with it the password. A certificate's fault holds neither.
                self._log.warning("no connection to the broker", link=self._name, error=_told(error))
            await asyncio.sleep(backoff * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, so that not all come back at once
            backoff = min(backoff * 2, _MAX_BACKOFF_SECONDS)

    async def _live(self) -> None:
        """Connect, prepare, and return when the connection or its channel is lost."""
        broken = asyncio.Event()
        # Made by hand, so that a connection that could not be opened is closed too: the client's destructor cannot do that.
        connection = aio_pika.Connection(self._url, client_properties={"connection_name": self._name})
        try:
            await connection.connect(timeout=_CONNECT_SECONDS)
            connection.close_callbacks.add(lambda *_: broken.set())
            async with asyncio.timeout(_PREPARE_SECONDS):
                channel = await self._prepare(connection, broken.set)
            channel.close_callbacks.add(lambda *_: broken.set())
            self._channel, self._raw_channel = channel, await channel.get_underlay_channel()
            self._connection = connection
            self._connected.set()
            self._log.info("connected to the broker", link=self._name)
            await broken.wait()
            self._log.warning("lost the broker", link=self._name)
        finally:
            self._channel = self._raw_channel = self._connection = None
            self._connected.clear()
            await _close(connection)


def _told(error: Exception) -> str:
    refused = certificate_fault(error)
    if refused is None:
        return type(error).__name__
    return f"AMQP_URL: the broker's certificate is not accepted: {refused}"


async def _close(connection: AbstractConnection) -> None:
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close()
    except CLIENT_ERRORS:
        return


def _with_heartbeat(url: str) -> URL:
    parsed = URL(url)
    return parsed if "heartbeat" in parsed.query else parsed.update_query(heartbeat=str(_HEARTBEAT_SECONDS))
