"""Rows brought to a shop in memory."""

from catalog_sync.rows.current import Current
from catalog_sync.rows.export import Brought, RowExport
from catalog_sync.rows.memory import RowMemory
from catalog_sync.rows.plan import RowWrite
from catalog_sync.rows.row import Mapped, Row, RowFault
from catalog_sync.rows.writing import RowWriting
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.testing.clock import FixedClock
from rigs.catalogue.memory_flow import MemoryFlow


class RowBench:
    """A shop, what is remembered of it, and what its runs told; each call of `bring` is a run of its own."""

    def __init__(self) -> None:
        self.flow = MemoryFlow()
        self.rows = MemoryRows()
        self.told: list[str] = []

    def export(self, current: Current | None = None, *, is_dry: bool = False) -> RowExport:
        """Begin a run."""
        memory = RowMemory(self.rows, "acme", FixedClock(), is_dry=is_dry)
        return RowExport(memory, RowWriting(self.flow), current, self.tell)

    def tell(self, write: RowWrite) -> None:
        """Note a write that is about to be made."""
        self.told.append(str(write.describe()))

    async def bring(self, *rows: Row, is_dry: bool = False, faults: tuple[RowFault, ...] = ()) -> Brought:
        return await self.export(is_dry=is_dry).bring(Mapped((rows,), faults))

    async def aside(self) -> dict[str, tuple[str, int]]:
        """Return why each row is set aside, and how often it was refused, by key."""
        return {row.key: (row.error or "", row.failures) for row in await self.rows.set_aside("acme")}
