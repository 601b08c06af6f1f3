"""Comparing the indexes of a collection with those in the table, and the steps that make them agree.

An index is known by its definition, not by its name. MongoDB cannot rename one, so a changed index is built under another
name beside the old one, which is dropped when the new one stands: no query is ever without its index.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.runtime.database import Document, IndexModel
from flow_omnium.runtime.difference import MISSING, Difference
from flow_omnium.schema.catalogue import StoredCollection

_DEFINING: Final = ("key", "unique", "sparse", "partialFilterExpression", "collation")
"""Options that make two indexes different ones; the others can be changed in place:
https://www.mongodb.com/docs/manual/reference/command/collMod/"""

_CHANGEABLE: Final = ("expireAfterSeconds", "hidden")
_DIGEST: Final = 8


@dataclass(frozen=True)
class Build:
    """Build the index that the table calls `name`; its definition may have to be called otherwise."""

    name: str
    definition: Document


@dataclass(frozen=True)
class Change:
    """Give an index another value of an option that can be changed in place."""

    name: str
    option: str
    found: Any
    wanted: Any


@dataclass(frozen=True)
class Drop:
    """Drop an index of ours that another one has replaced."""

    name: str


Step = Build | Change | Drop


def differences(collection: StoredCollection, found: Iterable[Document]) -> Sequence[Difference]:
    """Return how the indexes that were found are not those of the table; those that are not ours are no difference."""
    there = list(found)
    return [
        difference for index in collection.indexes for difference in _differences(collection, index, there)
    ]


def steps(collection: StoredCollection, found: Iterable[Document]) -> Sequence[Sequence[Step]]:
    """Return what makes each index agree, in order: it is built before the one whose place it takes is dropped."""
    there = list(found)
    plans = [tuple(_steps(_document(index), there)) for index in collection.indexes]
    return [plan for plan in plans if plan]


def missing(collection: StoredCollection, found: Iterable[Document]) -> Sequence[Build]:
    """Return only what is to be built: that takes nothing away from anybody."""
    return [plan[0] for plan in steps(collection, found) if isinstance(plan[0], Build)]


def _differences(
    collection: StoredCollection, index: IndexModel, found: Sequence[Document]
) -> Iterator[Difference]:
    wanted = _document(index)
    name = f"{collection.name}.{wanted['name']}"
    same, old = _same(wanted, found), _of_that_name(wanted, found)
    if same is not None:
        for option in _CHANGEABLE:
            yield from _option(name, option, wanted, same)
        for index_of_old in old:
            yield Difference("index", name, "older definition", "dropped", f"kept as {index_of_old['name']}")
        return
    blocks = index in collection.promises
    if not old:
        yield Difference("index", name, MISSING, blocks=blocks)
    for index_of_old in old:
        for option in (*_DEFINING, *_CHANGEABLE):
            yield from _option(name, option, wanted, index_of_old, blocks=blocks)


def _option(
    name: str, option: str, wanted: Document, found: Document, *, blocks: bool = False
) -> Iterator[Difference]:
    should, is_ = _value(wanted, option), _value(found, option)
    if should != is_:
        yield Difference("index", name, option, shown(should), shown(is_), blocks)


def _steps(wanted: Document, found: Sequence[Document]) -> Iterator[Step]:
    same, old = _same(wanted, found), _of_that_name(wanted, found)
    if same is None:
        yield Build(wanted["name"], wanted | {"name": _free_name(wanted, found)})
    else:
        yield from _changes(wanted, same)
    # Only now: no query is ever without its index.
    yield from (Drop(index["name"]) for index in old)


def _changes(wanted: Document, same: Document) -> Iterator[Step]:
    if _value(wanted, "expireAfterSeconds") is None and _value(same, "expireAfterSeconds") is not None:
        # The database can change a lifetime, but not remove it.
        yield from (Drop(same["name"]), Build(wanted["name"], wanted))
        return
    for option in _CHANGEABLE:
        should, is_ = _value(wanted, option), _value(same, option)
        if should != is_:
            yield Change(same["name"], option, is_, False if should is None else should)


def _same(wanted: Document, found: Iterable[Document]) -> Document | None:
    """Return the index that has the definition, whatever it is called."""
    return next((index for index in found if _definition(index) == _definition(wanted)), None)


def _of_that_name(wanted: Document, found: Iterable[Document]) -> Sequence[Document]:
    """Return those that are ours by their name and have another definition."""
    names = wanted["name"], f"{wanted['name']}_"
    ours = [index for index in found if index["name"] == names[0] or _is_suffixed(index["name"], names[1])]
    return [index for index in ours if _definition(index) != _definition(wanted)]


def _is_suffixed(name: str, prefix: str) -> bool:
    suffix = name.removeprefix(prefix)
    return suffix != name and len(suffix) == _DIGEST and set(suffix) <= set("0123456789abcdef")


def _free_name(wanted: Document, found: Iterable[Document]) -> str:
    name: str = wanted["name"]
    if all(index["name"] != name for index in found):
        return name
    text = json.dumps(
        [list(part) if isinstance(part, tuple) else part for part in _definition(wanted)], default=str
    )
    return f"{name}_{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]}"


def _definition(index: Document) -> tuple[Any, ...]:
    return tuple(_value(index, option) for option in _DEFINING)


def _value(index: Document, option: str) -> Any:
    """Return an option as it is compared: a key as its fields in order, what is off like what is absent."""
    value = index.get(option)
    if option == "key" and value is not None:
        pairs = value.items() if isinstance(value, Mapping) else value
        return tuple((field, _number(direction)) for field, direction in pairs)
    if option == "expireAfterSeconds" and value is not None:
        return _number(value)
    return value or None


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, int | float) else value


def shown(value: Any) -> str:
    """Write an option's value as people read it."""
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return ", ".join(f"{field} {direction}" for field, direction in value)
    return json.dumps(value, default=str) if isinstance(value, Mapping) else str(value)


def _document(index: IndexModel) -> Document:
    return dict(index.document)
