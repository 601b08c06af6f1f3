"""FastStream's broker and queue, as durable as ours."""

from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from benchmarks.peers.environment import AMQP_URL, PREFETCH

QUEUE = "bench_faststream"

queue = RabbitQueue(QUEUE, queue_type=QueueType.QUORUM, durable=True)
broker = RabbitBroker(
    AMQP_URL,
    default_channel=Channel(prefetch_count=PREFETCH, publisher_confirms=True, on_return_raises=True),
    logger=None,
)
