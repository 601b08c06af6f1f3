"""Carries out one write of a row: each can be repeated, and meets what a run that died has left behind."""

from dataclasses import replace
from typing import Final, Protocol

from catalog_sync.rows.difference import differences
from catalog_sync.rows.kinds import RULES
from catalog_sync.rows.plan import Action, RowWrite, to_be_told
from catalog_sync.rows.raising import as_it_may_be, raises
from catalog_sync.rows.row import Row, RowFault
from flow_omnium.flow.resources import Record
from flow_omnium.outcomes import Conflict, InvalidData, NotFound, Rejected

_OF_THE_ROW: Final = (InvalidData, NotFound, Rejected, Conflict)
"""Refusals of one row. Any other failure would meet the next row as well."""


class Calls(Protocol):
    """Flow, as far as rows are concerned: see `RowCalls`."""

    async def read(self, row: Row) -> Record | None:
        """Read the row's record; None where there is none."""
        ...

    async def create(self, row: Row) -> None:
        """Make the record. Raises Conflict."""
        ...

    async def change(self, row: Row) -> None:
        """Set the record's fields. Raises NotFound."""
        ...

    async def remove(self, row: Row) -> None:
        """Take the record away."""
        ...


class RowWriting:
    """Writes rows of one tenant to Flow."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def result(self, write: RowWrite) -> RowWrite | RowFault:
        """Carry out a write; return it as it was done, or why Flow refused the row. Raises what would meet every row."""
        row = write.row
        try:
            return await self._write(write)
        except _OF_THE_ROW as refusal:
            return RowFault(row.kind, row.key, row.uid, row.record, refusal)

    async def compared(self, write: RowWrite) -> RowWrite | None:
        """Return the write with old and new values, read from Flow; None where it stands there already."""
        row = write.row
        if write.action is Action.REMOVE:
            return write
        record = await self._calls.read(row)
        if record is None:
            return None if row.is_withdrawal else RowWrite(row, Action.CREATE, write.fields)
        row = as_it_may_be(row, record)
        different = () if row.is_made_once else differences(row, record)
        return RowWrite(row, Action.CHANGE, different) if different else None

    async def _write(self, write: RowWrite) -> RowWrite | RowFault:
        match write.action:
            case Action.REMOVE:
                await self._calls.remove(write.row)
            case Action.CREATE:
                return await self._create(write)
            case Action.CHANGE:
                return await self._change(write)
        return write

    async def _create(self, write: RowWrite) -> RowWrite | RowFault:
        """Make it. Where it is there already (of a run that died, of somebody else) it is compared and changed."""
        try:
            await self._calls.create(write.row)
        except Conflict as conflict:
            if not write.row.is_made_once:
                return await self._compare(write, conflict)
        return write

    async def _compare(self, write: RowWrite, conflict: Conflict) -> RowWrite | RowFault:
        """Bring a record in line that is there already; what Flow cannot change is told."""
        row = write.row
        record = await self._calls.read(row)
        if record is None:
            raise conflict
        row = as_it_may_be(row, record)
        different = differences(row, record)
        if different and RULES[row.kind].is_told:
            return to_be_told(row, different)
        if different:
            await self._calls.change(row)
        return RowWrite(row, Action.CHANGE, different)

    async def _change(self, write: RowWrite) -> RowWrite:
        """Change it. Where it is gone it is made anew; where it was to be taken out of use, nothing is left to be known of it."""
        write = await self._held_back(write)
        try:
            await self._calls.change(write.row)
        except NotFound:
            if write.row.is_withdrawal:
                return RowWrite(write.row, Action.REMOVE, write.fields)
            await self._calls.create(write.row)
            return RowWrite(write.row, Action.CREATE, write.fields)
        return write

    async def _held_back(self, write: RowWrite) -> RowWrite:
        """Look as late as can be whether the till counts what would be raised: it must not be written over."""
        record = await self._calls.read(write.row) if raises(write.row) else None
        return write if record is None else replace(write, row=as_it_may_be(write.row, record))
