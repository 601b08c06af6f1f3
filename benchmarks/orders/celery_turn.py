"""A turn of the Celery task that makes the recorded calls."""

import os
import signal
from collections.abc import Mapping
from typing import Final

from benchmarks.orders.celery_app import TEMPLATE, URLS, app, bring_order
from benchmarks.orders.plan import AT_ONCE, WARM_UP
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.turn import OWN, Turn, Watch
from benchmarks.program import Worker, celery_worker, on_path
from benchmarks.stage import CELERY_OPTIONS
from local_stack.errors import StackError
from local_stack.liveness import wait_until

_PATIENCE: Final = 300.0
_AT_ONCE: Final = ("--concurrency", str(AT_ONCE))


def turn_of_celery(stage: Stage, recording: Recording, orders: int) -> Turn:
    """Start its worker, let it get warm, and then work off a backlog that came while it was stopped."""
    command = celery_worker("benchmarks.orders.celery_app", *CELERY_OPTIONS, *_AT_ONCE)
    worker = Worker("celery-orders", command, _environment(stage, recording), stage.infrastructure.run)
    with worker:
        _work_off(stage, recording, WARM_UP)
        pid = worker.pid or 0
        os.kill(pid, signal.SIGSTOP)
        stage.neighbours.restart()
        _publish(stage, orders)
        watch = Watch({OWN: pid, **stage.pids})
        os.kill(pid, signal.SIGCONT)
        _await_all(stage, recording, orders)
        return watch.turn(orders)


def _environment(stage: Stage, recording: Recording) -> Mapping[str, str]:
    urls = stage.neighbours.urls
    told = {variable: urls[system] for system, variable in URLS.items()}
    return on_path({"AMQP_URL": stage.infrastructure.amqp_url, TEMPLATE: str(recording.path), **told})


def _work_off(stage: Stage, recording: Recording, orders: int) -> None:
    stage.neighbours.restart()
    _publish(stage, orders)
    _await_all(stage, recording, orders)


def _publish(stage: Stage, orders: int) -> None:
    with app.connection_for_write(stage.infrastructure.amqp_url) as connection:
        for number in stage.numbers(orders):
            bring_order.apply_async((number,), connection=connection)


def _await_all(stage: Stage, recording: Recording, orders: int) -> None:
    calls = orders * recording.calls
    if not wait_until(lambda: stage.neighbours.answered() >= calls, _PATIENCE):
        message = f"Celery made {stage.neighbours.answered()} of {calls} calls"
        raise StackError(message)
