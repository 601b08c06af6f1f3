"""One turn of each contestant: so many orders, that it finds waiting for it."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from benchmarks.orders.exchange import FLOW, OMNIUM
from benchmarks.orders.plan import AT_ONCE, SETTINGS, WARM_UP
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.turn import OWN, Turn, Watch
from benchmarks.program import ROOT, module, on_path
from benchmarks.usage import cpu_seconds
from local_stack.errors import StackError
from local_stack.liveness import wait_until
from local_stack.processes import system_environment

_PATIENCE: Final = 600.0


def turn_of_ours(stage: Stage, recording: Recording, orders: int, contestant: str) -> Turn:
    """Start a worker of ours, let it get warm, and then work off a backlog that came while it was stopped."""
    worker = stage.scene.suite.order_sync
    with started(stage, contestant):
        work_off(stage, recording, WARM_UP)
        worker.signal(signal.SIGSTOP)
        stage.post(recording.kind, stage.numbers(orders))
        stage.neighbours.restart()
        watch = Watch({OWN: worker.pid, **stage.pids})
        worker.signal(signal.SIGCONT)
        await_all(stage, recording, orders)
        return watch.turn(orders)


def turn_of_bare(stage: Stage, recording: Recording, orders: int, at_once: int = AT_ONCE) -> Turn:
    """Let the bare program make the calls of so many orders. The neighbours' part in its warm-up is left out."""
    before = cpu_seconds(stage.neighbours.pid)
    told = replayed(stage, recording, orders, at_once)
    neighbours = (cpu_seconds(stage.neighbours.pid) - before) * orders / (orders + WARM_UP)
    return Turn(orders, told["seconds"], {OWN: told["cpu"], "neighbours": neighbours})


def replayed(stage: Stage, recording: Recording, orders: int, at_once: int) -> dict[str, Any]:
    """Run the bare program, and return what it tells."""
    stage.neighbours.restart()
    urls = stage.neighbours.urls
    first = stage.numbers(orders + WARM_UP).start
    numbers = [str(number) for number in (first, orders, at_once)]
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        module("benchmarks.orders.bare", str(recording.path), urls[OMNIUM], urls[FLOW], *numbers),
        env={**system_environment(), **on_path({})},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
    if done.returncode != 0:
        raise StackError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def work_off(stage: Stage, recording: Recording, orders: int) -> None:
    """Tell of so many orders, and wait until they have been worked off."""
    stage.neighbours.restart()
    stage.post(recording.kind, stage.numbers(orders))
    await_all(stage, recording, orders)


def await_all(stage: Stage, recording: Recording, orders: int) -> None:
    """Wait until every call of so many orders was made and no job is left. Raises StackError."""
    calls = orders * recording.calls

    def are_done() -> bool:
        return stage.neighbours.answered() >= calls and stage.is_quiet()

    if not wait_until(are_done, _PATIENCE):
        told = "; ".join(stage.scene.pending()[:5])
        message = (
            f"{stage.neighbours.answered()} of {calls} calls of {recording.kind.name}s were made: {told}"
        )
        raise StackError(message)


@contextmanager
def started(stage: Stage, contestant: str) -> Iterator[None]:
    """A worker of ours that is set up as the contestant is."""
    worker, environment = stage.scene.suite.order_sync, stage.scene.suite.environment
    worker.stop()
    environment.update(SETTINGS[contestant])
    try:
        with worker:
            yield
    finally:
        for name in SETTINGS[contestant]:
            environment.pop(name)
