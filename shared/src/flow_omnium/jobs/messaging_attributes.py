"""What spans say of a queue, by OpenTelemetry's names for messaging with RabbitMQ."""

from flow_omnium.runtime.tracing import Attributes


def messaging(name: str, operation_type: str, queue: str) -> Attributes:
    """Describe an operation on a queue. We publish to the default exchange, where the routing key is the queue."""
    return {
        "messaging.system": "rabbitmq",
        "messaging.operation.name": name,
        "messaging.operation.type": operation_type,
        "messaging.destination.name": queue,
        "messaging.rabbitmq.destination.routing_key": queue,
    }
