"""Several writes at once, and what became of them; a failure that would meet every write ends it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog_sync.rows.plan import RowWrite
from catalog_sync.rows.row import RowFault
from catalog_sync.rows.writing import RowWriting

ROWS_AT_ONCE: Final = 4
"""How many rows of a run are written at once: Flow publishes no limit, and tills need it too (catalog.md 2.2)."""


@dataclass
class Outcome:
    """The writes as they were done, the rows that Flow refused, and why nothing more was written."""

    done: list[RowWrite] = field(default_factory=list)
    refused: list[RowFault] = field(default_factory=list)
    failure: Exception | None = None


async def carry_out(writing: RowWriting, writes: Sequence[RowWrite]) -> Outcome:
    """Carry out writes, some at once; those of one layer may come in any order."""
    outcome, left = Outcome(), iter(writes)
    await asyncio.gather(*(_work(writing, left, outcome) for _ in range(min(ROWS_AT_ONCE, len(writes)))))
    return outcome


async def _work(writing: RowWriting, left: Iterator[RowWrite], outcome: Outcome) -> None:
    for write in left:
        if outcome.failure is not None:
            return
        try:
            result = await writing.result(write)
        except Exception as error:  # noqa: BLE001 - what was done beside it is to be remembered first
            outcome.failure = outcome.failure or error
            return
        if isinstance(result, RowFault):
            outcome.refused.append(result)
        else:
            outcome.done.append(result)
