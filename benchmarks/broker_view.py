"""What the harness itself asks of the broker: depths, the version, and an end to queues."""

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from amqp.exceptions import NotFound  # type: ignore[import-untyped]
from kombu.connection import Connection


class BrokerView:
    """A connection of the harness, apart from those that are measured. Use as a context manager."""

    def __init__(self, url: str) -> None:
        self._connection: Any = Connection(url, heartbeat=0)  # type: ignore[no-untyped-call]
        self._samples: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._connection.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.release()

    def version(self) -> str:
        """The server's version."""
        return str(self._connection.connection.server_properties["version"])

    def depth(self, queue: str) -> int:
        """How many messages are ready in a queue; none in one that nobody has declared yet."""
        channel = self._connection.channel()
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except NotFound:
            return 0
        finally:
            channel.close()

    def top_up(self, queue: str, count: int) -> None:
        """Copy one of the messages that were seen in the queue until it holds `count`."""
        channel = self._connection.default_channel
        sample = self._sample(queue)
        info = sample.delivery_info
        for _ in range(count - self.depth(queue)):
            channel.basic_publish(sample, exchange=info["exchange"], routing_key=info["routing_key"])

    def _sample(self, queue: str) -> Any:
        channel = self._connection.default_channel
        sample = channel.basic_get(queue)
        if sample is not None:
            channel.basic_reject(sample.delivery_tag, requeue=True)
            self._samples[queue] = sample
        elif queue not in self._samples:
            message = f"{queue} is empty and always was: there is nothing to copy"
            raise LookupError(message)
        return self._samples[queue]

    def delete(self, queues: Iterable[str]) -> None:
        """Delete queues with all they hold; absent ones are no fault."""
        for queue in queues:
            self._connection.default_channel.queue_delete(queue)
