"""A publisher whose messages show in the traces of their jobs, by OpenTelemetry's names for messaging."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.publisher import Publisher
from flow_omnium.jobs.trace_context import TRACE_HEADER
from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer


class TracedPublisher:
    """Implements `Publisher` over another one. The context in the headers stays the job's own."""

    def __init__(self, publisher: Publisher, tracer: Tracer) -> None:
        self._publisher = publisher
        self._tracer = tracer

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        with self._span(queue, headers) as span:
            try:
                await self._publisher.publish(queue, body, headers)
            except BrokerUnavailableError as error:
                span.failed(type(error).__name__)
                raise

    async def publish_group(self, publications: Sequence[Publication]) -> Sequence[bool]:
        """See `Publisher.publish_group`."""
        with ExitStack() as stack:
            spans = {
                number: stack.enter_context(self._span(one.queue, one.headers))
                for number, one in enumerate(publications)
                if self._tracer.would_record(one.headers.get(TRACE_HEADER, ""))
            }
            confirmed = await self._publisher.publish_group(publications)
            for span in (span for number, span in spans.items() if not confirmed[number]):
                span.failed(BrokerUnavailableError.__name__)
        return confirmed

    def _span(self, queue: str, headers: Mapping[str, str]) -> AbstractContextManager[Span]:
        told = messaging("publish", "send", queue)
        return self._tracer.span(
            Kind.PRODUCER, f"publish {queue}", told, parent=headers.get(TRACE_HEADER, "")
        )


def traced(publisher: Publisher, tracer: Tracer) -> Publisher:
    """Return the publisher, traced if tracing is on."""
    return TracedPublisher(publisher, tracer) if tracer.is_on else publisher


def messaging(name: str, operation_type: str, queue: str) -> Attributes:
    """Describe an operation on a queue. We publish to the default exchange, where the routing key is the queue."""
    return {
        "messaging.system": "rabbitmq",
        "messaging.operation.name": name,
        "messaging.operation.type": operation_type,
        "messaging.destination.name": queue,
        "messaging.rabbitmq.destination.routing_key": queue,
    }
