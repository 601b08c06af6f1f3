"""How the fields of a document that is sent are told to people, and which of them are personal. No I/O."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from flow_omnium.jobs.sync import FieldChange

_PERSONAL: Final = frozenset(
    {
        "customerAddress", "firstname", "lastname", "companyName", "vatNumber", "address", "postalCode", "city",
        "email", "mobile", "note", "internalNote",
    }
)  # fmt: skip


def told_fields(new: BaseModel, old: Mapping[str, Any] | None = None) -> tuple[FieldChange, ...]:
    """List the fields that are sent, by their names in the vendor's document; `old` holds what stood there."""
    document = new.model_dump(by_alias=True, exclude_none=True)
    return tuple(_differing(dict(_leaves(document)), dict(_leaves(old or {}))))


def _differing(new: Mapping[str, str], old: Mapping[str, str]) -> Iterator[FieldChange]:
    for name, value in new.items():
        if old.get(name) != value:
            is_personal = bool(_PERSONAL.intersection(name.split(".")))
            yield FieldChange(name, old.get(name), value, is_personal=is_personal)


def _leaves(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        if value is not None:
            yield from _leaves_of(f"{path}{name}", value)


def _leaves_of(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        return _leaves(value, f"{place}.")
    if isinstance(value, list | tuple):
        return _properties(value, place)
    return iter([(place, _shown(value))])


def _properties(items: list[Any] | tuple[Any, ...], path: str) -> Iterator[tuple[str, str]]:
    for item in items:
        note = " (read-only)" if item.get("readOnly") else ""
        yield f"{path}[{item.get('key')}]", f"{item.get('value')}{note}"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
