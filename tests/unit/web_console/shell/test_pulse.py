"""One look for all open pages."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from admin_console.web.pulse.beating import Pulse, pause_after
from admin_console.web.pulse.counts import Look
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.testing.polling import until

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
LOOK = Look({"acme": {"waiting": 2, "held": 1}, "beta": {"waiting": 5}}, {"acceptedAt": ("acme", NOON)})


class Ledger:
    """Answers a look as it stands, or fails."""

    def __init__(self) -> None:
        self.looks = 0
        self.now = LOOK
        self.is_away = False

    async def look(self) -> Look:
        self.looks += 1
        if self.is_away:
            raise DatabaseError("away")
        return self.now

    async def has_been_asked(self) -> bool:
        return self.looks > 2


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def pulse(ledger: Ledger) -> AsyncIterator[Pulse]:
    async with Pulse(ledger.look, ConsoleMetrics(Registrar()), Supervisor(), 0.005) as beating:
        yield beating


def test_a_visitor_is_told_of_its_tenants_alone() -> None:
    assert LOOK.event(None)["counts"] == {"held": 1, "waiting": 7}
    assert LOOK.event(frozenset({"beta"}))["counts"] == {"waiting": 5}
    assert LOOK.event(frozenset())["counts"] == {}


def test_a_revision_changes_with_what_one_sees_and_with_nothing_else() -> None:
    later = Look(LOOK.pending, {"acceptedAt": ("acme", NOON + timedelta(seconds=1))})
    assert LOOK.event(None) != later.event(None)
    assert LOOK.event(frozenset({"beta"})) == later.event(frozenset({"beta"}))
    assert LOOK.event(None) == Look(dict(reversed(list(LOOK.pending.items()))), LOOK.latest).event(None)


async def test_a_listener_hears_the_counts_and_then_every_change(pulse: Pulse, ledger: Ledger) -> None:
    async with asyncio.timeout(5):
        events = pulse.events(None)
        assert (await anext(events))[1] == LOOK.event(None)
        ledger.now = Look({})
        assert (await anext(events))[1]["counts"] == {}


async def test_who_sees_the_same_tenants_is_told_the_same(pulse: Pulse, ledger: Ledger) -> None:
    async with asyncio.timeout(5):
        one, other, all_of_them = (
            pulse.events(tenants) for tenants in (frozenset({"beta"}), frozenset({"beta"}), None)
        )
        assert await anext(one) == await anext(other)
        assert (await anext(all_of_them))[1] == LOOK.event(None)
        ledger.now = Look({"beta": {"waiting": 6}})
        assert (await anext(one))[1]["counts"] == (await anext(other))[1]["counts"] == {"waiting": 6}


@pytest.mark.parametrize(
    ("took", "pause"), [(0.001, 2.0), (0.02, 2.0), (0.05, 5.0), (0.5, 15.0), (60.0, 15.0)]
)
def test_looks_take_a_hundredth_of_the_time_at_most_unless_pages_would_be_late(
    took: float, pause: float
) -> None:
    assert pause_after(took) == pytest.approx(pause)


async def test_nobody_looks_while_nobody_listens(pulse: Pulse, ledger: Ledger) -> None:
    await asyncio.sleep(0.05)
    assert ledger.looks == 0
    events = pulse.events(None)
    await anext(events)
    await events.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.02)
    before = ledger.looks
    await asyncio.sleep(0.05)
    assert ledger.looks == before


async def test_an_outage_of_the_database_ends_no_stream(pulse: Pulse, ledger: Ledger) -> None:
    ledger.is_away = True
    async with asyncio.timeout(5):
        coming = asyncio.ensure_future(anext(pulse.events(None)))
        await until("three looks have failed", ledger.has_been_asked)
        ledger.is_away = False
        assert (await coming)[0] == "counts"
