"""No background task ends unseen: it is begun again, counted and told; and none is started past the supervisor."""

import ast
import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from prometheus_client import CollectorRegistry

from flow_omnium.runtime.background import Restarts
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.testing.polling import until
from flow_omnium.testing.virtual_time import in_virtual_time

ROOT = Path(__file__).parents[3]
STARTERS = {"create_task", "ensure_future", "run_coroutine_threadsafe"}

ALLOWED: Mapping[str, str] = MappingProxyType(
    {
        "shared/src/flow_omnium/runtime/background.py": "tasks that go on: whoever keeps one is told of its end",
        "shared/src/flow_omnium/runtime/supervision.py": "tasks that end by themselves: each is asked how it ended",
        "shared/src/flow_omnium/runtime/service.py": "the service itself: its end is the end of the process",
        "shared/src/flow_omnium/runtime/group_commit.py": "whatever a group ends with is handed to those who wait",
        "services/admin-console/src/admin_console/acts/bulk_runner.py": "in a group, which ends with whatever one of them ends with",
        "services/admin-console/src/admin_console/web/streams.py": "what a stream waits for is asked, or ended, where it waits",
        "shared/src/flow_omnium/tokens/single_flight.py": "whatever a call ends with is handed to those who wait",
    }
)


class World:
    """A supervisor with short pauses, and what its metrics say."""

    def __init__(self, steady: float = 60) -> None:
        self.registry = CollectorRegistry()
        self.supervisor = Supervisor(
            ServiceMetrics(Registrar(self.registry)), restarts=Restarts(0.001, 0.004, steady)
        )

    def restarts(self, task: str) -> float:
        return self._value("flow_omnium_background_task_restarts_total", task)

    def faults(self, task: str) -> float:
        return self._value("flow_omnium_background_faults_total", task)

    def _value(self, name: str, task: str) -> float:
        return self.registry.get_sample_value(name, {"task": task}) or 0


async def raises() -> None:
    raise KeyError("kind")


async def returns() -> None:
    return


async def cancels_itself() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("ending", [raises, returns, cancels_itself])
@in_virtual_time
async def test_a_task_that_ends_is_begun_again_and_counted(ending: Callable[[], Iterator[None]]) -> None:
    world = World()
    others = asyncio.all_tasks()
    async with world.supervisor.running("relay", ending):  # type: ignore[arg-type]
        await eventually(lambda: world.restarts("relay") >= 4)
    assert asyncio.all_tasks() == others  # nobody is left who would begin it again


@in_virtual_time
async def test_it_is_not_well_until_it_has_gone_on_for_a_while() -> None:
    world = World(steady=0.05)
    fails = [True]

    async def work() -> None:
        if fails.pop() if fails else False:
            raise LookupError
        await asyncio.sleep(60)

    ping = world.supervisor.runs("relay")
    await ping()
    async with world.supervisor.running("relay", work) as kept:
        await ping()
        await eventually(lambda: not kept.is_well)
        with pytest.raises(LookupError, match="relay has ended"):
            await ping()
        await eventually(lambda: kept.is_well)
        await ping()


async def test_work_that_ends_by_itself_is_asked_how() -> None:
    world = World()
    world.supervisor.start("a read", returns())
    world.supervisor.start("a read", raises())
    await eventually(lambda: world.faults("a read") == 1)


async def test_a_task_whose_exception_nobody_asks_for_is_counted() -> None:
    world = World()
    with world.supervisor:
        task = asyncio.get_running_loop().create_task(raises())
        await asyncio.wait({task})
        del task
        gc.collect()
        await eventually(lambda: world.faults("loop") == 1)


async def eventually(is_so: Callable[[], bool]) -> None:
    async def probe() -> bool:
        return is_so()

    await until("it to be so", probe, every=0.001)


def test_nothing_starts_a_task_past_the_supervisor() -> None:
    sources = [*ROOT.glob("shared/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
    found = {str(path.relative_to(ROOT)) for path in sources if starts_tasks(path.read_text())}
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "source",
    ["asyncio.create_task(x())", "loop.create_task(x())", "ensure_future(x())", "group.create_task(x())"],
)
def test_a_task_is_seen_however_it_is_started(source: str) -> None:
    assert starts_tasks(source)


def starts_tasks(source: str) -> bool:
    if not any(starter in source for starter in STARTERS):
        return False  # without taking it apart
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(getattr(call, "attr", getattr(call, "id", None)) in STARTERS for call in calls)
