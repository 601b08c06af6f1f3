"""Compares a row with what stands in Flow, field by field; what is not ours is not looked at."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from catalog_sync.rows.row import Row
from flow_omnium.flow.resources import Record
from flow_omnium.jobs.sync import FieldChange

_SHOWN: Final = 120
_ISO_LENGTH: Final = len("2026-01-01")


def differences(row: Row, current: Record) -> tuple[FieldChange, ...]:
    """List the fields of a row that differ from the record in Flow."""
    return tuple(_differences(row.written, current))


def new_fields(row: Row) -> tuple[FieldChange, ...]:
    """List the fields of a row that is to be made."""
    given = {**row.written, **row.once}
    return tuple(
        FieldChange(name, None, _shown(value)) for name, value in given.items() if not _is_blank(value)
    )


def _differences(ours: Mapping[str, Any], theirs: Record) -> Iterator[FieldChange]:
    for name, wanted in ours.items():
        found = theirs.get(name)
        if not agrees(wanted, found):
            old = None if _is_blank(found) else _shown(found)
            yield FieldChange(name, old, None if _is_blank(wanted) else _shown(wanted))


def agrees(ours: Any, theirs: Any) -> bool:
    """Tell whether a value stands there: of documents only our part counts, an empty one is as good as none."""
    if _is_blank(ours) or _is_blank(theirs):
        return _is_blank(ours) and _is_blank(theirs)
    if isinstance(ours, Mapping):
        return isinstance(theirs, Mapping) and all(
            agrees(value, theirs.get(name)) for name, value in ours.items()
        )
    if isinstance(ours, Sequence) and not isinstance(ours, str):
        return _agree_in_order(ours, theirs)
    return bool(ours == theirs) or _same_moment(ours, theirs)


def _agree_in_order(ours: Sequence[Any], theirs: Any) -> bool:
    is_list = isinstance(theirs, Sequence) and not isinstance(theirs, str)
    return is_list and len(ours) == len(theirs) and all(map(agrees, ours, theirs))


def _same_moment(ours: Any, theirs: Any) -> bool:
    """Flow writes moments with more or fewer digits than we do."""
    left, right = _moment(ours), _moment(theirs)
    return left is not None and left == right


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) < _ISO_LENGTH or not value[:4].isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple | dict) and not value)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
