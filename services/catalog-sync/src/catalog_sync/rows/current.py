"""What stands in Flow, as far as a run has read it: a full comparison goes by this, and not by our memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from flow_omnium.flow.resources import Record

_Place = tuple[RowKind, tuple[str, ...]]


@dataclass
class Current:
    """Lists of records by kind and by what they stand below; a list that was not read says nothing of its rows."""

    _lists: dict[_Place, Mapping[str, Record]] = field(default_factory=dict)
    _noted: dict[tuple[_Place, str], Record] = field(default_factory=dict)
    _single: dict[tuple[_Place, str], Record | None] = field(default_factory=dict)

    def put(self, kind: RowKind, records: Mapping[str, Record], *within: str) -> None:
        """Add a list that was read whole, by the uids of its records."""
        self._lists[kind, within] = records

    def put_one(self, kind: RowKind, uid: str, record: Record | None, *within: str) -> None:
        """Add one record that was read by itself; None where Flow has none."""
        self._single[(kind, within), uid] = record

    def note(self, row: Row) -> None:
        """Add a row that was written, where its list was read: a later row of the run may be of the same record."""
        if self.knows(row):
            self._noted[_place(row), row.uid] = {**(self.record(row) or {}), **row.written}

    def knows(self, row: Row) -> bool:
        """Tell whether the row was read, or the list in which it would stand."""
        place = _place(row)
        return place in self._lists or (place, row.uid) in self._single

    def record(self, row: Row) -> Record | None:
        """Return the row's record; None where Flow has none."""
        return self._found(_place(row), row.uid)

    def uids(self, kind: RowKind) -> frozenset[str] | None:
        """Return the uids of a list as it was read; None where it was not."""
        records = self._lists.get((kind, ()))
        return None if records is None else frozenset(records)

    def count(self, kind: RowKind, *within: str) -> int:
        """Return how many records a list had when it was read."""
        return len(self._lists.get((kind, within), ()))

    def find(self, kind: RowKind, uid: str) -> Record | None:
        """Return a record that stands below nothing; None where it was not listed."""
        return self._found((kind, ()), uid)

    def _found(self, place: _Place, uid: str) -> Record | None:
        noted = self._noted.get((place, uid))
        if noted is not None:
            return noted
        single = self._single.get((place, uid))
        return self._lists.get(place, {}).get(uid) if single is None else single


def _place(row: Row) -> _Place:
    return row.kind, tuple(row.within.values())
