"""Celery as durable as ours: a quorum queue, persistent messages, confirms, acknowledgement after the task.

The worker: `celery --app benchmarks.peers.celery_app worker`.
"""

from typing import Any

from celery import Celery  # type: ignore[import-untyped]
from kombu.entity import Exchange, Queue

from benchmarks.peers.environment import AMQP_URL, QUORUM

QUEUE = "bench_celery"

_exchange = Exchange(QUEUE, type="topic")  # type: ignore[no-untyped-call]
_queue = Queue(QUEUE, _exchange, routing_key=QUEUE, queue_arguments=QUORUM)  # type: ignore[no-untyped-call]

app = Celery("bench", broker=AMQP_URL)
app.conf.update(
    broker_transport_options={"confirm_publish": True},
    task_queues=[_queue],
    task_default_queue=QUEUE,
    task_default_exchange=QUEUE,
    task_default_exchange_type="topic",
    task_default_routing_key=QUEUE,
    task_default_delivery_mode="persistent",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=5,  # of 20 threads: 100 messages at once, as everywhere
    worker_send_task_events=False,
    worker_enable_remote_control=False,
)


def _do_nothing(event: dict[str, Any]) -> None:
    """Be empty."""


empty_task = app.task(_do_nothing, name="bench.empty")
