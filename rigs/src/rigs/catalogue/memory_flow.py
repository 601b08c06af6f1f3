"""Flow's records in memory, as far as rows are concerned: it refuses what Flow refuses, and tells what it was asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog_sync.rows.kinds import RULES
from catalog_sync.rows.row import Row
from flow_omnium.flow.resources import Record
from flow_omnium.outcomes import ApiCall, Conflict, NotFound

CALL = ApiCall("Flow", "POST", "/rows")


class MemoryFlow:
    """Behaves as `RowCalls` does. `fails` are the failures of rows by their uids, one for each call.

    `calls` are the writes that were asked for, in their order; `records` what stands there.
    """

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.reads: list[str] = []
        self.fails: dict[str, list[Exception]] = {}

    async def read(self, row: Row) -> Record | None:
        """See `RowCalls.read`."""
        self.reads.append(row.uid)
        return self.records.get(str(row))

    async def create(self, row: Row) -> None:
        """See `RowCalls.create`."""
        await self._asked("create", row)
        if str(row) in self.records:
            raise Conflict(CALL, "it is there", http_status=409)
        self._put(row, {**row.fields, **row.once})

    async def change(self, row: Row) -> None:
        """See `RowCalls.change`."""
        await self._asked("change", row)
        if RULES[row.kind].is_told:
            message = f"Flow cannot change {row.kind}"
            raise TypeError(message)
        if str(row) not in self.records:
            raise NotFound(CALL, "it is not there", http_status=404)
        self._put(row, row.written)

    async def remove(self, row: Row) -> None:
        """See `RowCalls.remove`."""
        await self._asked("remove", row)
        self.records.pop(str(row), None)

    def holds(self, row: Row, **changes: Any) -> None:
        """Let a row stand there already, some of its fields otherwise."""
        there = replace(row, fields={**row.fields, **changes})
        self._put(there, there.fields)

    async def _asked(self, what: str, row: Row) -> None:
        await asyncio.sleep(0)  # others may be written meanwhile
        if self.fails.get(row.uid):
            raise self.fails[row.uid].pop(0)
        self.calls.append(f"{what} {row.uid}")

    def _put(self, row: Row, fields: Mapping[str, Any]) -> None:
        there = self.records.setdefault(str(row), {})
        there |= {name: value for name, value in fields.items() if value is not None}
        for name in [name for name, value in fields.items() if value is None]:
            there.pop(name, None)
