"""The recorded calls as a Celery task with an HTTP client, as a user would write it.

The worker: `celery --app benchmarks.orders.celery_app worker`. Its queue is as durable as in `benchmarks.peers.celery_app`.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import requests

from benchmarks.orders.exchange import FLOW, OMNIUM, read
from benchmarks.orders.exchange import Exchange as Recorded
from benchmarks.orders.template import filled
from benchmarks.peers.celery_settings import durable
from benchmarks.peers.environment import AMQP_URL

QUEUE: Final = "bench_orders"
TEMPLATE: Final = "BENCH_TEMPLATE"
URLS: Final = {OMNIUM: "BENCH_OMNIUM", FLOW: "BENCH_FLOW"}

_session = requests.Session()

app = durable("orders", QUEUE, os.environ.get("AMQP_URL", AMQP_URL), prefetch=1)


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
