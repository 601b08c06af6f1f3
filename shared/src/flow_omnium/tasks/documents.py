"""How tasks and runs are written down in MongoDB: the fields of their classes, in camel case."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel, to_snake

from flow_omnium.runtime.database import Document
from flow_omnium.tasks.record import RunEntry, TaskRecord

__all__ = ["ENTRY", "RECORD", "document_of", "read", "renamed", "to_camel"]

Rename = Callable[[str], str]
_T = TypeVar("_T", TaskRecord, RunEntry)

RECORD: Final = TypeAdapter(TaskRecord)
ENTRY: Final = TypeAdapter(RunEntry)


def document_of(adapter: TypeAdapter[_T], value: _T) -> Document:
    """Write it down, under its key."""
    fields: Document = renamed(adapter.dump_python(value), to_camel)
    return {"_id": value.key} | fields


def read(adapter: TypeAdapter[_T], document: Document) -> _T | None:
    """Read it; None where it is of another version, or damaged: only this one is left alone."""
    try:
        return adapter.validate_python(renamed(document, to_snake))
    except ValidationError:
        return None


def renamed(value: Any, rename: Rename) -> Any:
    """Return a value with its fields, and the fields of its parts, called otherwise."""
    if isinstance(value, Mapping):
        return {rename(name): renamed(each, rename) for name, each in value.items()}
    return value.value if isinstance(value, Enum) else value
