"""Plans the writes of rows: from how they are to stand, what was written of them before, and what Flow has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from catalog_sync.rows.current import Current
from catalog_sync.rows.difference import differences, new_fields
from catalog_sync.rows.kinds import IN_PRICE_LISTS, RULES, RowKind
from catalog_sync.rows.raising import as_it_may_be
from catalog_sync.rows.row import Mapped, Row, RowFault
from catalog_sync.uids import uid_taken
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.outcomes import Failed, InvalidData


class Holder(NamedTuple):
    """Whose a uid is: what a run of very many rows keeps of each."""

    key: str
    record: str


Seen: TypeAlias = Mapping[tuple[RowKind, str], Holder]
"""The rows that have been given uids, by kind and uid."""

Known: TypeAlias = Mapping[tuple[RowKind, str], ExportedRow]
"""What was written before, by kind and key."""

Owners: TypeAlias = Mapping[tuple[RowKind, str], ExportedRow]
"""Whose uids are taken, by kind and uid."""

SHARES_UIDS: Final = IN_PRICE_LISTS | {
    RowKind.MEDIA,
    RowKind.SIBLINGS,
    RowKind.ACCESS,
    RowKind.COMPONENT,
    RowKind.PURCHASE_ORDER_LINE,
}
"""Kinds whose uids are told apart by what they stand below, or are those of another kind."""


class Action(StrEnum):
    """What is done about a row."""

    CREATE = "make"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True)
class RowWrite:
    """One write: `fields` are the old and new values; None where the old ones are not known, or there are none."""

    row: Row
    action: Action
    fields: tuple[FieldChange, ...] | None = None

    def describe(self) -> Summary:
        """See `Write.describe`."""
        # Told of few of thousands, so the words are found only then.
        fields = self.fields if self.fields is not None else new_fields(self.row)
        return Summary(self.what, fields)

    @property
    def what(self) -> str:
        """The write without its fields."""
        return f"{self.action} {self.row}"


@dataclass(frozen=True)
class RowPlan:
    """The writes of some rows. `agreed` stand in Flow as they should, and are only remembered; `gone` were to be taken out
    of use, or away, and are not there: nothing more is remembered of them."""

    writes: Sequence[RowWrite] = ()
    agreed: Sequence[Row] = ()
    faults: Sequence[RowFault] = ()
    unchanged: int = 0
    gone: Sequence[Row] = ()


@dataclass(frozen=True)
class Before:
    """What is known before a plan is made; `seen` are the rows to which this run has given uids already."""

    known: Known
    owners: Owners
    current: Current
    seen: Seen


def plan_rows(rows: Sequence[Row], before: Before) -> RowPlan:
    """Decide about each row; of two with one uid the first one has it, and the other is at fault."""
    writes: list[RowWrite] = []
    agreed: list[Row] = []
    faults: list[RowFault] = []
    gone: list[Row] = []
    unchanged, given = 0, dict[tuple[RowKind, str], Holder]()
    for row in rows:
        fault = _collision(row, before, given)
        if fault is None and not row.is_withdrawal:
            given.setdefault((row.kind, row.uid), Holder(row.key, row.record))
        decided = fault or _decided(row, before)
        match decided:
            case RowFault():
                faults.append(decided)
            case RowWrite():
                writes.append(decided)
            case None if _is_gone(row, before):
                gone.append(row)
            case None if is_remembered(row, before.known):
                unchanged += 1
            case None:
                agreed.append(row)
    return RowPlan(writes, agreed, faults, unchanged, gone)


def _decided(row: Row, before: Before) -> RowWrite | RowFault | None:
    if row.is_removal:
        return RowWrite(row, Action.REMOVE) if _is_there(row, before) else None
    if before.current.knows(row):
        return _compared(row, before.current)
    is_written = _is_written(row, before.known)
    if is_remembered(row, before.known) or (row.is_withdrawal and not is_written):
        return None
    if not is_written:
        return RowWrite(row, Action.CREATE)
    return None if row.is_made_once else _unseen_change(row)


def _is_there(row: Row, before: Before) -> bool:
    """Tell whether Flow has what is to be taken away: a list that was read knows best."""
    if not before.current.knows(row):
        return _is_written(row, before.known)
    record = before.current.record(row)
    return record is not None and (not row.fields or bool(differences(row, record)))


def _compared(row: Row, current: Current) -> RowWrite | RowFault | None:
    record = current.record(row)
    if record is None:
        return None if row.is_withdrawal else RowWrite(row, Action.CREATE)
    row = as_it_may_be(row, record)
    different = () if row.is_made_once else differences(row, record)
    return _change(row, different) if different else None


def _change(row: Row, fields: tuple[FieldChange, ...]) -> RowWrite | RowFault:
    return to_be_told(row, fields) if RULES[row.kind].is_told else RowWrite(row, Action.CHANGE, fields)


def to_be_told(row: Row, fields: tuple[FieldChange, ...]) -> RowFault:
    """Name the differences of a row that Flow has no call to change."""
    told = ", ".join(map(str, fields))
    reason = Failed(f"Flow has no call to change it, so it must be mended there by hand: {told}")
    return RowFault(row.kind, row.key, row.uid, row.record, reason)


def _unseen_change(row: Row) -> RowWrite | RowFault:
    """The old values are not known without reading: what is told is what will stand."""
    return to_be_told(row, new_fields(row)) if RULES[row.kind].is_told else RowWrite(row, Action.CHANGE)


def is_remembered(row: Row, known: Known) -> bool:
    """Tell whether what the row says was written last, and nothing has gone wrong since."""
    if row.is_only_made:
        return _is_written(row, known)
    found = known.get((row.kind, row.key))
    if found is None or found.error is not None or found.intent is not None:
        return False
    return found.digest == row.kept_digest and found.uid == row.uid and found.due == row.due


def _is_gone(row: Row, before: Before) -> bool:
    """Tell whether nothing is left of what was to be taken out of use, or away."""
    if not row.is_withdrawal or row.due is not None:
        return False
    is_missing = before.current.knows(row) and before.current.record(row) is None
    return row.is_removal or is_missing


def _is_written(row: Row, known: Known) -> bool:
    """Tell whether Flow has the record from us. One that was only intended may be there: what is to be made is made again."""
    found = known.get((row.kind, row.key))
    if found is None or found.digest is None:
        return False
    return not (row.is_made_once and found.intent is not None)


def _collision(row: Row, before: Before, given: Seen) -> RowFault | None:
    if row.kind in SHARES_UIDS:
        return None
    name = row.kind, row.uid
    first, owner = before.seen.get(name) or given.get(name), before.owners.get(name)
    if first is not None and first.key == row.key and first.record != row.record:
        return _twin(row, first)
    holder = first.key if first is not None else owner.key if owner is not None else row.key
    if holder == row.key:
        return None
    reason = InvalidData(row.kind, row.key, f"an id of its own in Flow: {row.uid} is that of {holder}")
    return RowFault(row.kind, row.key, row.uid, row.record, reason)


def _twin(row: Row, first: Holder) -> RowFault:
    """Two records of Omnium have one SKU: the fault has a key of its own, since the row of that key is the first one's."""
    reason = InvalidData(row.kind, row.key, f"a code of its own: {first.record} has it, and {row.record} too")
    return RowFault(row.kind, uid_taken(row.key, row.record), row.uid, row.record, reason)


def leftovers(
    mapped: Mapped, known: Sequence[ExportedRow], complete: frozenset[str]
) -> Iterator[ExportedRow]:
    """Yield what was written of records that are `complete` here and have no such row any more, not even one at fault."""
    everything: Sequence[Row | RowFault] = (*mapped.rows, *mapped.faults)
    wanted = {(row.kind.value, row.key) for row in everything}
    for one in known:
        if one.record in complete and (one.kind, one.key) not in wanted:
            yield one
