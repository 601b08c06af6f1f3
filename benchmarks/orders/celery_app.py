"""The recorded calls as a Celery task with an HTTP client, as a user would write it.

The worker: `celery --app benchmarks.orders.celery_app worker`. Its queue is as durable as in `benchmarks.peers.celery_app`.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import requests
from celery import Celery  # type: ignore[import-untyped]
from kombu.entity import Exchange, Queue

from benchmarks.orders.exchange import FLOW, OMNIUM, read
from benchmarks.orders.exchange import Exchange as Recorded
from benchmarks.orders.template import filled
from benchmarks.peers.environment import AMQP_URL, QUORUM

QUEUE: Final = "bench_orders"
TEMPLATE: Final = "BENCH_TEMPLATE"
URLS: Final = {OMNIUM: "BENCH_OMNIUM", FLOW: "BENCH_FLOW"}

_exchange = Exchange(QUEUE, type="topic")  # type: ignore[no-untyped-call]
_queue = Queue(QUEUE, _exchange, routing_key=QUEUE, queue_arguments=QUORUM)  # type: ignore[no-untyped-call]
_session = requests.Session()

app = Celery("orders", broker=os.environ.get("AMQP_URL", AMQP_URL))
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
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
)


@cache
def _template() -> Sequence[Recorded]:
    return read(Path(os.environ[TEMPLATE]).read_bytes())


def _bring_order(number: int) -> None:
    """Make the calls of an order, and read the answers."""
    for one in filled(_template(), number):
        url = os.environ[URLS[one.system]] + one.target
        answer = _session.request(one.method, url, headers=dict(one.headers), data=one.body, timeout=60)
        if answer.content and "json" in one.kind:
            answer.json()


bring_order = app.task(_bring_order, name="bench.order")
