"""How fast the console reads from Omnium: for each tenant, whoever wants it."""

from dataclasses import dataclass, field

import pytest

from admin_console.web import omnium_pace
from admin_console.web.omnium_pace import OmniumPace


@dataclass
class Watch:
    """A clock that stands still, and what was slept by it."""

    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pace(watch: Watch) -> OmniumPace:
    return OmniumPace(5, monotonic=watch, sleep=watch.sleep)


async def test_each_waits_for_those_before(pace: OmniumPace, watch: Watch) -> None:
    for _ in range(3):
        await pace.turn("acme")
    watch.seconds += 0.5
    await pace.turn("acme")
    assert watch.slept == [0.0, 0.2, 0.4, 0.1]


async def test_who_reads_more_at_once_makes_the_next_wait_for_longer(pace: OmniumPace, watch: Watch) -> None:
    await pace.turn("acme", reads=4)
    await pace.turn("acme")
    assert watch.slept == [0.0, 0.8]


async def test_one_tenant_does_not_wait_for_another(pace: OmniumPace, watch: Watch) -> None:
    for tenant in ("acme", "globex"):
        await pace.turn(tenant)
    assert watch.slept == [0.0, 0.0]


async def test_whom_nobody_reads_from_any_more_is_forgotten_and_no_other(
    pace: OmniumPace, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(omnium_pace, "MOST_KEPT", 2)
    await pace.turn("acme")
    await pace.turn("globex", reads=10)
    watch.seconds += 1
    for tenant in ("initech", "globex"):
        await pace.turn(tenant)
    assert watch.slept[-2:] == [0.0, 1.0]


async def test_who_would_wait_for_too_long_is_told_at_once_and_takes_no_turn(
    pace: OmniumPace, watch: Watch
) -> None:
    await pace.turn("acme", reads=101)
    for _ in range(3):
        with pytest.raises(TimeoutError, match="try again in a minute"):
            await pace.turn("acme")
    watch.seconds += 0.2
    await pace.turn("acme")
    assert watch.slept == [0.0, 20.0]
