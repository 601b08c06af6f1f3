"""What the database has noted of itself: every operation of a while, with its filter and the program that sent it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.units.routing import Operation

_NOTES: Final = "system.profile"
_NOTES_BYTES: Final = 256 * 1024 * 1024
_FILTERS: Final[Mapping[str, str]] = {
    "find": "filter",
    "count": "query",
    "distinct": "query",
    "findAndModify": "query",
}
_NAMES: Final[Mapping[str, str]] = {"findAndModify": "findOneAndUpdate"}
Document = Mapping[str, Any]


@contextmanager
def noting(url: str, database: str) -> Iterator[list[Operation]]:
    """Let the database note what it does; in the end the list holds what programs with a name have asked for."""
    with MongoClient[dict[str, Any]](url) as client:
        noted = client[database]
        noted.drop_collection(_NOTES)
        noted.create_collection(_NOTES, capped=True, size=_NOTES_BYTES)
        noted.command("profile", 2)
        operations: list[Operation] = []
        try:
            yield operations
        finally:
            noted.command("profile", 0)
            found = (operation_of(note) for note in noted[_NOTES].find({"appName": {"$exists": True}}))
            operations += [each for each in found if each is not None]
            noted.drop_collection(_NOTES)


def operation_of(note: Document) -> Operation | None:
    """Read a note; None for one of no operation on documents, such as the next batch of a read."""
    by, collection = str(note.get("appName", "")), str(note["ns"]).partition(".")[2]
    command: Document = note.get("command", {})
    kind = note.get("op")
    if kind == "insert":
        return Operation(by, collection, "insertOne", {})
    if kind == "update":
        verb = "updateMany" if command.get("multi") else "updateOne"
        return Operation(by, collection, verb, command["q"], bool(command.get("upsert")))
    if kind == "remove":
        return Operation(by, collection, "deleteOne" if command.get("limit") else "deleteMany", command["q"])
    return _command(by, collection, command)


def _command(by: str, collection: str, command: Document) -> Operation | None:
    if "aggregate" in command:
        first: Document = next(iter(command.get("pipeline", ())), {})
        is_watch = "$changeStream" in first
        return None if is_watch else Operation(by, collection, "aggregate", first.get("$match", {}))
    for verb, holds in _FILTERS.items():
        if verb in command:
            wanted, is_upsert = command.get(holds, {}), bool(command.get("upsert"))
            return Operation(by, collection, _NAMES.get(verb, verb), wanted, is_upsert)
    return None
