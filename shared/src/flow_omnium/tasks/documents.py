"""How tasks and runs are written down in MongoDB: the fields of their classes, in camel case."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel as camel
from pydantic.alias_generators import to_snake as snake

from flow_omnium.runtime.database import Document
from flow_omnium.tasks.record import RunEntry, TaskRecord

__all__ = ["ENTRY", "RECORD", "document_of", "read", "renamed", "to_camel"]

_NAMES: Final = 1_000

Rename = Callable[[str], str]
_T = TypeVar("_T", TaskRecord, RunEntry)

RECORD: Final = TypeAdapter(TaskRecord)
ENTRY: Final = TypeAdapter(RunEntry)


@lru_cache(_NAMES)
def to_camel(name: str) -> str:
    """Return the name of a field as documents have it; each is worked out once, since they are the same again and again."""
    return camel(name)


@lru_cache(_NAMES)
def _to_snake(name: str) -> str:
    return snake(name)


def document_of(adapter: TypeAdapter[_T], value: _T) -> Document:
    """Write it down, under its key."""
    fields: Document = renamed(adapter.dump_python(value), to_camel)
    return {"_id": value.key} | fields


def read(adapter: TypeAdapter[_T], document: Document) -> _T | None:
    """Read it; None where it is of another version, or damaged: only this one is left alone."""
    try:
        return adapter.validate_python(renamed(document, _to_snake))
    except ValidationError:
        return None


def renamed(value: Any, rename: Rename) -> Any:
    """Return a value with its fields, and the fields of its parts, called otherwise."""
    if isinstance(value, Mapping):
        return {rename(name): renamed(each, rename) for name, each in value.items()}
    return value.value if isinstance(value, Enum) else value
