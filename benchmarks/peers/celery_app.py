"""An empty Celery task. The worker: `celery --app benchmarks.peers.celery_app worker`."""

from typing import Any

from benchmarks.peers.celery_settings import durable
from benchmarks.peers.environment import AMQP_URL

QUEUE = "bench_celery"

# Of 20 threads: 100 messages at once, as everywhere.
app = durable("bench", QUEUE, AMQP_URL, prefetch=5)


def _do_nothing(event: dict[str, Any]) -> None:
    """Be empty."""


empty_task = app.task(_do_nothing, name="bench.empty")
