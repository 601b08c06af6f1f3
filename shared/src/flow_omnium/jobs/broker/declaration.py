"""Declaring queues: what is missing is created; what exists with other arguments is reported and left as it is.

The broker closes the channel on which it refuses a declaration. So declarations have channels of their own, and one queue
that is different, or that our user may not make, ends no connection.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq import exceptions

from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.runtime.difference import MISSING, Difference

RIGHTS: Final = "rights"
"""The option of a queue that our broker user may not even look for: from RabbitMQ 4.2.6 on that takes a right."""

_INEQUIVALENT = re.compile(
    r"inequivalent arg '(?P<argument>[^']+)'.*?received (?P<wanted>.+?) but current is (?P<found>.+)$",
    re.DOTALL,
)
_VALUE = re.compile(r"^the value (?P<value>.+) of type '\w+'$")


async def declare(connection: AbstractConnection, queues: Iterable[Queue]) -> Sequence[Difference]:
    """Create the queues that are missing; return what differs. A queue that our user may not create is only looked for."""
    declaring = _Declaring(connection)
    try:
        found = [await declaring.queue(queue) for queue in queues]
    finally:
        await declaring.close()
    return [difference for difference in found if difference is not None]


class _Declaring:
    """One declaration after the other, on a fresh channel after each refusal."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        self._channel: AbstractChannel | None = None

    async def queue(self, queue: Queue) -> Difference | None:
        channel, arguments = await self._open(), dict[str, Any](queue.arguments)
        try:
            await channel.declare_queue(queue.name, durable=True, arguments=arguments)
        except exceptions.ChannelPreconditionFailed as error:
            return inequivalent(queue.name, str(error))
        # The operator may have made the queues for a user that has no right to.
        except exceptions.ChannelAccessRefused:
            return await self._look(queue)
        return None

    async def close(self) -> None:
        if self._channel is not None and not self._channel.is_closed:
            await self._channel.close()

    async def _look(self, queue: Queue) -> Difference | None:
        channel = await self._open()
        try:
            await channel.declare_queue(queue.name, passive=True)
        except exceptions.ChannelNotFoundEntity:
            return Difference("queue", queue.name, MISSING, found="our broker user may not declare it")
        except exceptions.ChannelAccessRefused:
            # Not missing, for all we know: a message that finds no queue is told of by the broker.
            return Difference("queue", queue.name, RIGHTS, wanted="some", found="none of our broker user")
        return None

    async def _open(self) -> AbstractChannel:
        if self._channel is None or self._channel.is_closed:
            self._channel = await self._connection.channel(publisher_confirms=False)
        return self._channel


def inequivalent(queue: str, text: str) -> Difference:
    """Read which argument the broker's refusal names; it names only the first one that differs."""
    match = _INEQUIVALENT.search(text)
    if match is None:
        return Difference("queue", queue, "declaration", wanted="as declared", found=text)
    return Difference("queue", queue, match["argument"], _value(match["wanted"]), _value(match["found"]))


def _value(told: str) -> str:
    match = _VALUE.match(told)
    return (match["value"] if match else told).strip("'")
