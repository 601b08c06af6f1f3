"""Looking into the queues of a real broker."""

from collections.abc import AsyncIterator, Iterable

import aio_pika


async def fetch_all(url: str, queue: str) -> AsyncIterator[tuple[bytes, dict[str, str]]]:
    """Take every message off a queue: body and headers."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        source = await channel.get_queue(queue, ensure=False)
        while (message := await source.get(fail=False)) is not None:
            yield message.body, {key: str(value) for key, value in message.headers.items()}
            await message.ack()


async def count(url: str, queue: str) -> int:
    """Return how many messages of a queue are ready."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


async def delete_queues(url: str, queues: Iterable[str]) -> None:
    """Delete queues with everything in them."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        for queue in queues:
            await channel.queue_delete(queue)
