"""A planned write as samples show it."""

from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter


def dumped(write: Any, mode: Literal["json", "python"] = "json") -> dict[str, Any]:
    """What a write says, by the names that go over the wire; what it leaves open is left out."""
    kind: Any = type(write)
    told: dict[str, Any] = _adapter(kind).dump_python(write, mode=mode, by_alias=True, exclude_none=True)
    return told


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    # To make one takes far longer than to use it.
    return TypeAdapter(kind)
