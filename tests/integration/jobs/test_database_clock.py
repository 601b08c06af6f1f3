"""The suite's clock on the real database: read, carried on without it, and the same for machines that differ."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.database import DatabaseClient, connect, server_time
from flow_omnium.runtime.database_clock import DatabaseClock
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics

TEN_MINUTES = timedelta(minutes=10)
NEAR = timedelta(seconds=1)
NOBODY = "mongodb://127.0.0.1:9/?replicaSet=none"


class OffBy:
    """The clock of a machine that is off."""

    def __init__(self, error: timedelta) -> None:
        self._error = error

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC) + self._error


@pytest.fixture
async def client(mongodb_url: str) -> AsyncIterator[DatabaseClient]:
    opened = connect(mongodb_url, application="tests")
    yield opened
    opened.close()


@pytest.mark.parametrize("error", [TEN_MINUTES, -TEN_MINUTES])
async def test_a_machine_that_is_off_goes_by_the_database(client: DatabaseClient, error: timedelta) -> None:
    registrar = Registrar()
    async with DatabaseClock(client, ServiceMetrics(registrar), own=OffBy(error)) as clock:
        assert await clock.set_before(asyncio.Event())

        assert abs(clock.now() - datetime.now(UTC)) < NEAR
        await clock.ping()
        offset = registrar.registry.get_sample_value("flow_omnium_clock_offset_seconds")
        assert offset == pytest.approx(error.total_seconds(), abs=NEAR.total_seconds())


async def test_without_a_database_it_shows_the_machine_s_own_time_and_says_that_it_is_not_set() -> None:
    registrar = Registrar()
    away = connect(NOBODY, application="tests")
    stop = asyncio.Event()
    async with DatabaseClock(away, ServiceMetrics(registrar), own=OffBy(TEN_MINUTES)) as clock:
        with pytest.raises(LookupError):
            await clock.ping()
        assert abs(clock.now() - datetime.now(UTC) - TEN_MINUTES) < NEAR
        assert registrar.registry.get_sample_value("flow_omnium_clock_offset_seconds") is None
        stop.set()
        assert not await clock.set_before(stop)
    away.close()


async def test_the_database_s_time_names_its_zone(client: DatabaseClient) -> None:
    assert (await server_time(client)).utcoffset() == timedelta()
