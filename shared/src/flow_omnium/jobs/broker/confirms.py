"""Writing a group of messages to a channel at once; each still has its own confirm.

The client publishes message by message, with a lock, a time-out and a write each; written together, a message costs a
quarter. Only this module uses the inside of the client's channel; its version is pinned, and the publisher's tests run
against a real broker.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiormq.abc import AbstractChannel, ChannelFrame, FrameType
from aiormq.channel import Channel
from pamqp import commands as spec
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

_PERSISTENT = 2

Confirm = asyncio.Future[object]
"""Done when the broker has the message on disk; fails when it could not be routed, was refused, or the channel broke."""


@dataclass(frozen=True)
class Publication:
    """A message for a queue."""

    queue: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


async def write(channel: AbstractChannel, publications: Sequence[Publication]) -> Sequence[Confirm]:
    """Hand persistent, mandatory messages to the connection in one piece. Raises when the channel is closed."""
    if not isinstance(channel, Channel):
        message = f"the client's channel is a {type(channel).__name__}: not the version that is pinned"
        raise TypeError(message)
    # The broker numbers messages by counting them, so nobody else may write one between our count and our write.
    async with channel.lock:
        pending = _Numbered(channel, publications)
        try:
            await channel.write_queue.put(pending.frame)
        except (
            BaseException
        ):  # also when cancelled: numbers that the broker never saw would shift all later confirms
            pending.forget()
            raise
        return pending.confirms


async def awaited(confirms: Sequence[Confirm], seconds: float) -> Sequence[Confirm]:
    """Return the confirms once all are there, or the time is over: what has not come by then is cancelled."""
    try:
        await asyncio.wait(confirms, timeout=max(seconds, 0))
    finally:
        for confirm in confirms:
            confirm.cancel()
    return confirms


class _Numbered:
    """A group of messages that have their delivery tags, but are not yet written."""

    def __init__(self, channel: Channel, publications: Sequence[Publication]) -> None:
        self._channel = channel
        self._first = channel.delivery_tag + 1
        frames: list[FrameType | ContentBody] = []
        self.confirms: list[Confirm] = []
        group = uuid.uuid4().hex
        for number, publication in enumerate(publications):
            # A new id for each message: the client matches a returned message by nothing else (queue.md B2).
            message_id = f"{group}-{number}"
            frames += _frames(publication, message_id, channel.max_content_size)
            self.confirms.append(self._expect(message_id))
        self.frame = ChannelFrame.marshall(channel_number=channel.number, frames=frames)

    def _expect(self, message_id: str) -> Confirm:
        channel = self._channel
        channel.delivery_tag += 1
        confirm = channel.create_future()
        channel.confirmations[channel.delivery_tag] = confirm
        channel.message_id_delivery_tag[message_id] = channel.delivery_tag
        confirm.add_done_callback(lambda _: channel.message_id_delivery_tag.pop(message_id, None))
        return confirm

    def forget(self) -> None:
        """Take the numbers back: the broker has seen none of the messages."""
        for tag in range(self._first, self._channel.delivery_tag + 1):
            self._channel.confirmations.pop(tag, None)
        self._channel.delivery_tag = self._first - 1
        for confirm in self.confirms:
            confirm.cancel()


def _frames(publication: Publication, message_id: str, size: int) -> list[FrameType | ContentBody]:
    body = publication.body
    properties = spec.Basic.Properties(
        content_type="application/json",
        delivery_mode=_PERSISTENT,
        headers=dict(publication.headers),
        message_id=message_id,
    )
    return [
        spec.Basic.Publish(routing_key=publication.queue, mandatory=True),
        ContentHeader(properties=properties, body_size=len(body)),
        *(ContentBody(body[start : start + size]) for start in range(0, len(body), size)),
    ]
