"""Decides about levels by what was written, by what stands in Flow, and by what moves there meanwhile. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.memory import Remembered
from catalog_sync.rows.plan import Action, RowWrite
from catalog_sync.rows.row import Row, RowFault
from catalog_sync.stock.levels import COST, QUANTITY, LevelRow, content_of
from catalog_sync.stock.under_way import UnderWay
from flow_omnium.flow.models.purchase import ProductStock
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.outcomes import Failed, InvalidData

InFlow = Mapping[str, int | None]
"""Levels × 100 by product; one that is missing counts as 0, None stands for one that cannot be read."""


@dataclass
class Compared:
    """Rows that stand in Flow as they should, rows that differ, and rows whose level there cannot be read."""

    agreed: list[LevelRow] = field(default_factory=list)
    different: list[LevelRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def levels_of(stock: Iterable[ProductStock], warehouse_uid: str) -> InFlow:
    """Return the levels of one warehouse."""
    return {
        one.product_uid: detail.quantity_stock
        for one in stock
        for detail in one.warehouse_stock_details
        if one.product_uid is not None and detail.warehouse_uid == warehouse_uid
    }


def is_remembered(row: LevelRow, known: Remembered) -> bool:
    """Tell whether this very state of Omnium's level was brought before, and is not set aside."""
    found = known.get((row.kind, row.key))
    return bool(row.stamp) and found is not None and found.error is None and found.digest == row.digest


def compare(rows: Iterable[LevelRow], in_flow: InFlow, known: Remembered) -> Compared:
    """Compare with Flow. It does not tell a cost, so a row with one agrees only where just that was written last."""
    compared = Compared()
    for row in rows:
        level = in_flow.get(row.uid, 0)
        if level is None:
            compared.faults.append(_fault(row, InvalidData(f"stock of {row.key}", None, "a number in Flow")))
        elif level == row.fields[QUANTITY] and (COST not in row.fields or _was_written(row, known)):
            compared.agreed.append(row)
        else:
            compared.different.append(row)
    return compared


@dataclass(frozen=True)
class Waiting:
    """A level that is left to the next run, and why: it is no fault, and nobody need do anything about it."""

    row: Row
    reason: str

    def __str__(self) -> str:
        return f"{self.row.kind} {self.row.key} waits for {self.reason}"


def kept_of(row: Row) -> Row:
    """Return what is kept of a level that waits, so that a later run takes it up although no delta tells of it."""
    return Row(RowKind.STOCK_WAITS, row.key, row.uid, row.record, {})


def held_back(rows: Iterable[LevelRow], under_way: UnderWay) -> tuple[list[LevelRow], list[Waiting]]:
    """Part the rows that may be written from those that wait for a job of ours."""
    free: list[LevelRow] = []
    waiting: list[Waiting] = []
    for row in rows:
        why = under_way.why(row)
        if why is None:
            free.append(row)
        else:
            waiting.append(Waiting(row, f"job {why}: what it tells may not be in Omnium yet"))
    return free, waiting


def unmoved(rows: Iterable[LevelRow], before: InFlow, now: InFlow) -> tuple[list[LevelRow], list[Waiting]]:
    """Part the rows whose level stands as the comparison found it from those that have moved since."""
    still: list[LevelRow] = []
    moved: list[Waiting] = []
    for row in rows:
        was, is_now = before.get(row.uid, 0), now.get(row.uid, 0)
        if was == is_now:
            still.append(row)
        else:
            reason = f"the next run: the level moved from {was} to {is_now} while this one went on"
            moved.append(Waiting(row, reason))
    return still, moved


def writes_of(rows: Sequence[Row], in_flow: InFlow) -> list[RowWrite]:
    """Put the writes into old and new values, × 100."""
    return [RowWrite(row, Action.CHANGE, tuple(_fields(row, in_flow))) for row in rows]


def _fields(row: Row, in_flow: InFlow) -> Iterable[FieldChange]:
    level = in_flow.get(row.uid)
    if level != row.fields[QUANTITY]:
        yield FieldChange(QUANTITY, None if level is None else str(level), str(row.fields[QUANTITY]))
    if COST in row.fields:
        yield FieldChange(COST, None, str(row.fields[COST]))


def _was_written(row: LevelRow, known: Remembered) -> bool:
    found = known.get((row.kind, row.key))
    return found is not None and content_of(found.digest) == row.content


def _fault(row: Row, reason: Failed) -> RowFault:
    return RowFault(row.kind, row.key, row.uid, row.record, reason)
