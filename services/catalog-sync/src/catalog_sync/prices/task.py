"""The scheduled tasks that bring amounts to price lists: by delta and by date, in a full run compared with what the lists hold."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Protocol

from catalog_sync.basis import Basis
from catalog_sync.prices.export import ListExport
from catalog_sync.prices.goods import Good
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.task_parts import TaskParts
from flow_omnium.tasks.task import TaskRun

_NAMED: Final = 5


@dataclass(frozen=True)
class Amounts:
    """What some products have on the lists now; `left_out` amounts of single stores have no list to stand on.

    `unknown` are codes whose products are not in Flow: once they are, a run looks at their amounts.
    """

    goods: Sequence[Good] = ()
    mapped: Mapped = field(default_factory=Mapped)
    left_out: int = 0
    unknown: Sequence[str] = ()


class AmountReading(Protocol):
    """Reads what Omnium has of one kind of amounts."""

    def amounts(self, run: TaskRun, basis: Basis, export: ListExport) -> AsyncGenerator[Amounts, None]:
        """Yield what a run looks at, some products at once. Raises what the reading raises."""
        ...


class ListTask:
    """Brings the amounts of one kind; `reading` finds where a tenant has them, and raises RunRefused where it must be told."""

    def __init__(self, parts: TaskParts, kind: RowKind, reading: Callable[[TaskRun], AmountReading]) -> None:
        self._parts = parts
        self._kind = kind
        self._reading = reading

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        reading = self._reading(run)
        basis = await self._parts.check.of_run(run)
        export = await ListExport.begun(self._kind, self._parts, run, basis)
        left_out = 0
        async with aclosing(reading.amounts(run, basis, export)) as batches:
            async for batch in batches:
                await export.bring(batch.goods, batch.mapped)
                left_out += batch.left_out
                self._tell_unknown(run, batch.unknown)
        await export.finish()
        if left_out:
            run.tally.flag(
                f"{left_out} {self._kind} rows of single stores left out: StorePriceListsInFlow is off"
            )

    def _tell_unknown(self, run: TaskRun, codes: Sequence[str]) -> None:
        if codes:
            some = ", ".join(codes[:_NAMED])
            run.tally.tell(f"{len(codes)} products with a {self._kind} are not in the shop, such as {some}")
