"""What every service that publishes jobs tells about it."""

from flow_omnium.runtime.metrics.registrar import QUICK_SECONDS, Registrar


class PublishMetrics:
    """Confirmations of published messages, and failures."""

    def __init__(self, registrar: Registrar) -> None:
        self.confirm_seconds = registrar.histogram(
            "publish_confirm_seconds",
            "How long the broker took to confirm the messages that were published together.",
            buckets=QUICK_SECONDS,
        )
        self.failures = registrar.counter(
            "publish_failures_total",
            "Messages that the broker did not confirm: the relay sends them again, or the caller does.",
        )
