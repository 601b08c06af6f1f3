"""A message for a queue, and its AMQP frames as bytes.

The client's codec goes from property to property, in Python, and costs as much as all else that is done for a message.
What differs between ours is put together here; the tests hold it to the codec's bytes, one by one.
https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf, 2.3.5 and 4.2
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pamqp.frame
from pamqp import commands as spec
from pamqp import constants

CONTENT_TYPE: Final = "application/json"
PERSISTENT: Final = 2

_HEADER: Final = struct.Struct(">BHIHxxQH")
"""Frame type, channel and size; class, (weight,) size of the body, and which properties follow."""
_OF_PAYLOAD: Final = _HEADER.size - constants.FRAME_HEADER_SIZE
_FRAME: Final = struct.Struct(">BHI")
_LONG: Final = struct.Struct(">I")
_TEXT: Final = b"S"
_END: Final = constants.FRAME_END_CHAR

_PROPERTIES: Final = (
    spec.Basic.Properties.flags["content_type"]
    | spec.Basic.Properties.flags["headers"]
    | spec.Basic.Properties.flags["delivery_mode"]
    | spec.Basic.Properties.flags["message_id"]
)
_CONTENT_TYPE: Final = bytes([len(CONTENT_TYPE)]) + CONTENT_TYPE.encode()
_DELIVERY_MODE: Final = bytes([PERSISTENT])


@dataclass(frozen=True)
class Publication:
    """A message for a queue; it is persistent, and comes back when the queue is not there."""

    queue: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self, message_id: str, channel: int, most_in_a_frame: int) -> bytes:
        """Return its frames: `basic.publish`, the properties, and the body in pieces."""
        size = len(self.body)
        properties = self._properties(message_id)
        header = _HEADER.pack(
            constants.FRAME_HEADER,
            channel,
            _OF_PAYLOAD + len(properties),
            spec.Basic.frame_id,
            size,
            _PROPERTIES,
        )
        start = b"%b%b%b%b" % (_publish(channel, self.queue), header, properties, _END)
        if 0 < size <= most_in_a_frame:
            return b"%b%b%b%b" % (start, _FRAME.pack(constants.FRAME_BODY, channel, size), self.body, _END)
        return start + b"".join(self._pieces(channel, most_in_a_frame))

    def _properties(self, message_id: str) -> bytes:
        return b"%b%b%b%b" % (_CONTENT_TYPE, _table(self.headers), _DELIVERY_MODE, _short_text(message_id))

    def _pieces(self, channel: int, most: int) -> Iterator[bytes]:
        for start in range(0, len(self.body), most):
            piece = self.body[start : start + most]
            yield _FRAME.pack(constants.FRAME_BODY, channel, len(piece)) + piece + _END


@lru_cache(maxsize=256)
def _publish(channel: int, queue: str) -> bytes:
    # To the default exchange, where the routing key is the queue. There are a dozen queues, and a channel for each connection.
    return pamqp.frame.marshal(spec.Basic.Publish(routing_key=queue, mandatory=True), channel)


def _table(headers: Mapping[str, str]) -> bytes:
    fields = b"".join([_name(name) + _long_text(value) for name, value in sorted(headers.items())])
    return _LONG.pack(len(fields)) + fields


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return _short_text(name) + _TEXT


def _short_text(text: str) -> bytes:
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded


def _long_text(text: str) -> bytes:
    encoded = text.encode()
    return _LONG.pack(len(encoded)) + encoded
