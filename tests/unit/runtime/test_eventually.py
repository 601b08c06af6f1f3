"""A step that a dependency does not allow yet is repeated; a service that is told to stop does not wait for it."""

import asyncio

import pytest

from flow_omnium.runtime import eventually
from flow_omnium.runtime.eventually import Eventually
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.runtime.supervision import Supervisor


class Step:
    """Fails that often, then succeeds."""

    def __init__(self, failures: int, error: type[Exception] = ConnectionError) -> None:
        self.failures = failures
        self.error = error

    async def __call__(self) -> None:
        self.failures -= 1
        if self.failures >= 0:
            raise self.error


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventually, "_PAUSE_SECONDS", 0)


async def test_it_is_repeated_until_it_succeeds() -> None:
    async with Eventually("a step", Step(3), ConnectionError) as step:
        with pytest.raises(LookupError, match="a step: not done yet"):
            await step.ping()
        assert await step.done_before(asyncio.Event())
        await step.ping()


async def test_a_stop_ends_the_waiting() -> None:
    stop = asyncio.Event()
    async with Eventually("a step", Step(1_000_000), ConnectionError) as step:
        asyncio.get_running_loop().call_later(0.01, stop.set)
        assert not await step.done_before(stop)


async def test_what_is_not_borne_is_told_and_the_step_repeated() -> None:
    metrics = ServiceMetrics(Registrar())
    supervisor = Supervisor(metrics, first_pause=0.001)
    async with Eventually("a step", Step(1, KeyError), ConnectionError, supervisor=supervisor) as step:
        assert await step.done_before(asyncio.Event())
        await step.ping()
    assert metrics.task_restarts.labels("a step")._value.get() == 1
