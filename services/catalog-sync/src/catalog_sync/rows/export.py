"""Brings rows to Flow: looks up what was written before, plans, writes some at once, and remembers what stands there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import TAKEN_BACK, RowKind
from catalog_sync.rows.memory import NO_INTENT, Intent, Remembered, RowMemory
from catalog_sync.rows.plan import Action, Before, Holder, Known, RowPlan, RowWrite, plan_rows
from catalog_sync.rows.pool import carry_out
from catalog_sync.rows.row import Mapped, Row, RowFault
from catalog_sync.rows.writing import RowWriting

Tell = Callable[[RowWrite], None]


def _silent(_write: RowWrite) -> None:
    """Tell nobody."""


@dataclass
class Brought:
    """What became of so many rows that were `read`; `notes` are for a person."""

    read: int = 0
    notes: tuple[str, ...] = ()
    written: list[RowWrite] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    unchanged: int = 0


class RowExport:
    """Brings rows of one tenant in one run; with a dry memory it writes nothing anywhere.

    `current` is what was read of Flow. `tell` gets each write before it is made, so that a difference is shown
    before it is mended.
    """

    def __init__(
        self, memory: RowMemory, writing: RowWriting, current: Current | None = None, tell: Tell = _silent
    ) -> None:
        self.current = current or Current()
        self._memory = memory
        self._writing = writing
        self._tell = tell
        self._seen: dict[tuple[RowKind, str], Holder] = {}

    async def bring(self, mapped: Mapped) -> Brought:
        """Write what differs, layer after layer, and remember it. Raises what would meet every row."""
        layers = [[row for row in layer if not self._is_settled(row)] for layer in mapped.layers]
        rows = [row for layer in layers for row in layer]
        brought = Brought(len(rows) + len(mapped.faults), tuple(note for row in rows for note in row.notes))
        known = await self._memory.known([*rows, *mapped.faults])
        await self._set_aside(mapped.faults, known, brought)
        for layer in layers:
            plan = await self._plan(layer, known)
            await self._set_aside(plan.faults, known, brought)
            brought.unchanged += plan.unchanged + len(plan.agreed) + len(plan.gone)
            await self.agree(plan.agreed)
            await self._memory.forget(plan.gone)
            await self._carry_out(await self._shown(plan.writes), known, brought)
        return brought

    async def plan(self, mapped: Mapped) -> RowPlan:
        """Plan all layers at once, each write compared with what stands in Flow; writes nothing."""
        known = await self._memory.known(mapped.rows)
        plan = await self._plan(mapped.rows, known)
        compared = [(write, await self._compared(write)) for write in plan.writes]
        writes = [found for _write, found in compared if found is not None]
        agreed = [write.row for write, found in compared if found is None]
        return RowPlan(writes, [*plan.agreed, *agreed], [*mapped.faults, *plan.faults], plan.unchanged)

    async def apply(self, write: RowWrite) -> RowFault | None:
        """Carry out one write and remember it; return why it was set aside, None where it was not."""
        known = await self._memory.known([write.row])
        intent = await self._intend([write], known)
        result = await self._writing.result(write)
        if isinstance(result, RowFault):
            await self._memory.set_aside([result], known)
            return result
        await self._keep([result], known, intent)
        return None

    async def set_aside(self, fault: RowFault) -> None:
        """Remember that a row could not be written, and why."""
        await self._memory.set_aside([fault], await self._memory.known([fault]))

    async def agree(self, rows: Sequence[Row]) -> None:
        """Remember rows that stand in Flow as they should."""
        await self._memory.note(rows)

    async def _compared(self, write: RowWrite) -> RowWrite | None:
        """Return the write with old and new values; what was read before the plan need not be read again."""
        return write if self.current.knows(write.row) else await self._writing.compared(write)

    def _is_settled(self, row: Row) -> bool:
        """Tell whether the run has met a row that is only made: the next batches name the same brands again."""
        met = self._seen.get((row.kind, row.uid))
        return row.is_made_once and met is not None and met.key == row.key

    async def _plan(self, rows: Sequence[Row], known: Known) -> RowPlan:
        owners = await self._memory.owners(rows, known)
        plan = plan_rows(rows, Before(known, owners, self.current, self._seen))
        refused = {(fault.kind, fault.key) for fault in plan.faults}
        for row in rows:
            if (row.kind, row.key) not in refused and not row.is_withdrawal:
                self._seen.setdefault((row.kind, row.uid), Holder(row.key, row.record))
        return plan

    async def _shown(self, writes: Sequence[RowWrite]) -> Sequence[RowWrite]:
        if self._memory.is_dry:
            writes = [await self._with_old_values(write) for write in writes]
        for write in writes:
            self._tell(write)
        return writes

    async def _with_old_values(self, write: RowWrite) -> RowWrite:
        """A run goes by what it wrote last, so what stands in Flow is read only where a person is to see it."""
        if write.action is not Action.CHANGE or self.current.knows(write.row):
            return write
        found = await self._writing.compared(write)
        # What this run has made before, or would have, is not in Flow yet.
        return found if found is not None and found.action is write.action else write

    async def _carry_out(self, writes: Sequence[RowWrite], known: Remembered, brought: Brought) -> None:
        if self._memory.is_dry:
            brought.written += writes
            await self._keep(writes, known)
            return
        intent = await self._intend(writes, known)
        outcome = await carry_out(self._writing, writes)
        # What was done is remembered before a failure of another write ends the run.
        await self._keep(outcome.done, known, intent)
        brought.written += outcome.done
        await self._set_aside(outcome.refused, known, brought)
        if outcome.failure is not None:
            raise outcome.failure

    async def _intend(self, writes: Sequence[RowWrite], known: Known) -> Intent:
        """Remember beforehand what will have to be taken out of use some day, should this process die in between."""
        new = [write.row for write in writes if write.action is Action.CREATE]
        return await self._memory.intend(
            [row for row in new if row.kind in TAKEN_BACK and (row.kind, row.key) not in known]
        )

    async def _keep(self, done: Sequence[RowWrite], known: Remembered, intent: Intent = NO_INTENT) -> None:
        """Remember what was written; in a dry run only for the run's own later rows."""
        for write in done:
            if _is_made_anew(write, known):
                await self._memory.forget_parts(write.row, known)
        kept = [write.row for write in done if not _is_forgotten(write)]
        noted = await self._memory.note(kept, intent)
        await self._memory.forget([write.row for write in done if _is_forgotten(write)])
        known.update({(row.kind, row.key): one for row, one in zip(kept, noted, strict=True)})
        for row in kept:
            self.current.note(row)

    async def _set_aside(self, faults: Sequence[RowFault], known: Known, brought: Brought) -> None:
        brought.faults += faults
        await self._memory.set_aside(faults, known)


def _is_forgotten(write: RowWrite) -> bool:
    """Tell whether nothing is left to be known of a row: it was taken away, and will not come back by date."""
    return write.action is Action.REMOVE and write.row.due is None


def _is_made_anew(write: RowWrite, known: Known) -> bool:
    """Tell whether a product was made that had been there before: what hung on it was gone with it."""
    row = write.row
    before = known.get((row.kind, row.key))
    is_product = row.kind is RowKind.PRODUCT and write.action is Action.CREATE
    return is_product and before is not None and before.digest is not None
