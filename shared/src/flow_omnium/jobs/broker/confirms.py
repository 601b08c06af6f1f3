"""Writing a group of messages to a channel at once; each still has its own confirm.

The client publishes message by message, with a lock, a time-out, a write and a future of five callbacks each; written and
awaited together, a message costs a fraction. Only this module uses the inside of the client's channel; its version is
pinned, and the publisher's tests run against a real broker.
"""

import asyncio
import uuid
from collections.abc import Sequence
from typing import cast

from aiormq.abc import AbstractChannel, ChannelFrame
from aiormq.channel import Channel

from flow_omnium.jobs.broker.publication import Publication


class Confirms:
    """The confirms of messages that were written together."""

    def __init__(self, channel: Channel, publications: Sequence[Publication]) -> None:
        """Take the messages' numbers."""
        self._channel = channel
        self._first = channel.delivery_tag + 1
        self._open = set(range(len(publications)))
        self._faults: dict[int, BaseException] = {}
        # The channel lets it fail when it breaks.
        self._all: asyncio.Future[None] = channel.create_future()
        # A new id for each message: the client matches a returned message by nothing else (queue.md B2).
        group = uuid.uuid4().hex
        self._ids = [f"{group}-{number}" for number in range(len(publications))]
        for number, message_id in enumerate(self._ids):
            self._expect(number, message_id)
        pieces = zip(publications, self._ids, strict=True)
        self.frame = ChannelFrame(
            payload=b"".join(
                one.encode(message_id, channel.number, channel.max_content_size) for one, message_id in pieces
            ),
            should_close=False,
        )

    async def faults(self, seconds: float) -> Sequence[BaseException | None]:
        """Wait until all are confirmed, but no longer than this; return why each is not, None for one that is.

        A fault is the client's `PublishError` for a message that was returned, its `DeliveryError` for one that was refused,
        what broke the channel, or a TimeoutError: the broker may still have the message.
        """
        fault: BaseException | None = None
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._all
        except Exception as error:  # noqa: BLE001 - whatever broke the channel, it is told of each message
            fault = error
        finally:
            self._forget_ids()
        return [
            self._faults.get(number, fault if number in self._open else None)
            for number in range(len(self._ids))
        ]

    def withdraw(self) -> None:
        """Take the numbers back: the broker has seen none of the messages."""
        for tag in range(self._first, self._channel.delivery_tag + 1):
            self._channel.confirmations.pop(tag, None)
        self._channel.delivery_tag = self._first - 1
        self._forget_ids()
        self._all.cancel()

    @property
    def is_over(self) -> bool:
        """Whether nobody waits any more."""
        return self._all.done()

    def settle(self, number: int, fault: BaseException | None) -> None:
        """Note what the broker has said of a message."""
        if fault is not None:
            self._faults[number] = fault
        self._open.discard(number)
        if not self._open and not self._all.done():
            self._all.set_result(None)

    def is_settled(self, number: int) -> bool:
        """Whether the broker has said what became of a message."""
        return number not in self._open

    def _expect(self, number: int, message_id: str) -> None:
        channel = self._channel
        channel.delivery_tag += 1
        channel.confirmations[channel.delivery_tag] = cast("asyncio.Future[object]", _Confirm(self, number))
        channel.message_id_delivery_tag[message_id] = channel.delivery_tag

    def _forget_ids(self) -> None:
        for message_id in self._ids:
            self._channel.message_id_delivery_tag.pop(message_id, None)


class _Confirm:
    """What the client takes for the future of one message."""

    __slots__ = ("_group", "_number")

    def __init__(self, group: Confirms, number: int) -> None:
        self._group = group
        self._number = number

    def done(self) -> bool:
        return self._group.is_settled(self._number) or self._group.is_over

    def cancelled(self) -> bool:
        return not self._group.is_settled(self._number) and self._group.is_over

    def set_result(self, _frame: object) -> None:
        self._group.settle(self._number, None)

    def set_exception(self, error: BaseException) -> None:
        self._group.settle(self._number, error)


async def write(channel: AbstractChannel, publications: Sequence[Publication]) -> Confirms:
    """Hand persistent, mandatory messages to the connection in one piece. Raises when the channel is closed."""
    if not isinstance(channel, Channel):
        message = f"the client's channel is a {type(channel).__name__}: not the version that is pinned"
        raise TypeError(message)
    # The broker numbers messages by counting them, so nobody else may write one between our count and our write.
    async with channel.lock:
        confirms = Confirms(channel, publications)
        try:
            await channel.write_queue.put(confirms.frame)
        except (
            BaseException
        ):  # also when cancelled: numbers that the broker never saw would shift all later confirms
            confirms.withdraw()
            raise
        return confirms
