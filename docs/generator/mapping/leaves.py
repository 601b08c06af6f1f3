"""Documents as places with values: every field of a nested document, by its path."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]
Path: TypeAlias = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value that holds no further ones, in the document's order; what is null is not there."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from leaves(inner, (*path, position))
    elif value is not None:
        yield path, value


def replaced(value: Any, path: Path, new: object) -> Any:
    """Return the document with another value in one place; all else is shared with the old one."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, step: replaced(value[str(step)], rest, new)}
    return [replaced(inner, rest, new) if at == step else inner for at, inner in enumerate(value)]


def removed(value: Any, path: Path) -> Any:
    """Return the document without one field."""
    step, rest = path[0], path[1:]
    if rest:
        inner = value[str(step)] if isinstance(value, Mapping) else value[int(step)]
        return replaced(value, (step,), removed(inner, rest))
    return {name: inner for name, inner in value.items() if name != step}


@cache
def name_of(path: Path) -> str:
    """Name a field as the vendors' pages do; the elements of a list share the names of their fields."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
