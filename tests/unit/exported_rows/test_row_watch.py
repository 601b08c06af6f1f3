"""How many rows are set aside is shown, and nothing stale is."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.exported_rows.watch import RowWatch
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.metrics import Registrar, TaskMetrics
from flow_omnium.testing.virtual_time import in_virtual_time

ROW = ExportedRow("price", "hat", "hat", datetime(2026, 1, 5, 9, tzinfo=UTC), error="400")


class World:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.rows = MemoryRows()
        self.tenants = {"acme"}
        self.watch = RowWatch(self.rows, TaskMetrics(Registrar(self.registry)), lambda: self.tenants)

    def shown(self, tenant: str, kind: str = "price") -> float | None:
        return self.registry.get_sample_value("flow_omnium_rows_set_aside", {"tenant": tenant, "kind": kind})


@in_virtual_time
async def test_rows_that_are_set_aside_are_counted_every_minute_for_the_tenants_in_work() -> None:
    world = World()
    await world.rows.note("acme", [ROW, replace(ROW, key="cap")])
    await world.rows.note("gone", [ROW])
    async with world.watch:
        await asyncio.sleep(1)
        assert (world.shown("acme"), world.shown("gone")) == (2, None)
        await world.rows.note("acme", [replace(ROW, error=None), replace(ROW, key="cap", error=None)])
        await asyncio.sleep(60)
        assert world.shown("acme") is None


@in_virtual_time
async def test_it_goes_on_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()

    async def away() -> dict[tuple[str, str], int]:
        raise LedgerUnavailableError("away")

    await world.rows.note("acme", [ROW])
    with monkeypatch.context() as patched:
        patched.setattr(world.rows, "count_set_aside", away)
        async with world.watch:
            await asyncio.sleep(1)
            assert world.shown("acme") is None
            patched.undo()
            await asyncio.sleep(60)
            assert world.shown("acme") == 1
