"""An empty FastStream worker that acknowledges by hand: `python -m benchmarks.peers.faststream_worker`."""

from typing import Any

import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import RabbitMessage

from benchmarks.peers.faststream_broker import broker, queue


@broker.subscriber(queue, ack_policy=AckPolicy.MANUAL)
async def empty(event: dict[str, Any], message: RabbitMessage) -> None:  # noqa: ARG001 - declared, so it is decoded
    """Do nothing with the event, then acknowledge."""
    await message.ack()


if __name__ == "__main__":
    uvloop.run(FastStream(broker, logger=None).run())
