"""Celery as durable as ours: a quorum queue, persistent messages, confirms, acknowledgement after the task."""

from typing import Any

from celery import Celery  # type: ignore[import-untyped]
from kombu.entity import Exchange, Queue

from benchmarks.peers.environment import QUORUM


def durable(name: str, queue: str, url: str, *, prefetch: int) -> Any:
    """Return an application with one queue; each of its threads takes so many messages at once."""
    exchange = Exchange(queue, type="topic")  # type: ignore[no-untyped-call]
    bound = Queue(queue, exchange, routing_key=queue, queue_arguments=QUORUM)  # type: ignore[no-untyped-call]
    app = Celery(name, broker=url)
    app.conf.update(
        broker_transport_options={"confirm_publish": True},
        task_queues=[bound],
        task_default_queue=queue,
        task_default_exchange=queue,
        task_default_exchange_type="topic",
        task_default_routing_key=queue,
        task_default_delivery_mode="persistent",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=prefetch,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
    )
    return app
