"""What a router of a sharded cluster would make of an operation, by the rules of MongoDB 6.0 and 7.0; pure.

https://www.mongodb.com/docs/v6.0/core/sharded-cluster-query-router/ tells which reads and writes go to one shard, and
https://www.mongodb.com/docs/v6.0/reference/method/db.collection.updateOne/#sharded-collections which writes are refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

SHARD_KEY: Final = "tenantUid"
"""What the ledger would be sharded by: both promises begin with it, and so may stay unique."""

_ID: Final = "_id"
_OF_ONE: Final = ("updateOne", "deleteOne", "findOneAndUpdate")
Document = Mapping[str, Any]


class Route(StrEnum):
    """Where an operation goes."""

    ONE = "one shard"
    """Or those few of the tenants that are named."""
    ALL = "all shards"
    REFUSED = "refused"


@dataclass(frozen=True)
class Operation:
    """`verb` as the shell names it; `wanted` is its filter; `by` is the program that sent it."""

    by: str
    collection: str
    verb: str
    wanted: Document
    is_upsert: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that its filter asks for: operations of one shape have the same."""
        return tuple(sorted(self.wanted))


def route_of(operation: Operation, key: str = SHARD_KEY) -> Route:
    """Tell where the operation would go if its collection were sharded by the key.

    A write of one document by its `_id` alone is sent to all shards, of which one has it; one that takes a document
    and returns it must name the key, and so must one that may insert.
    """
    if operation.verb == "insertOne":
        return Route.ONE
    is_of_one = operation.verb in _OF_ONE or operation.is_upsert
    if _names_one(operation.wanted, key) or (not is_of_one and _names_some(operation.wanted, key)):
        return Route.ONE
    if operation.verb == "findOneAndUpdate" or operation.is_upsert:
        return Route.REFUSED
    if is_of_one and not _is_value(operation.wanted.get(_ID)):
        return Route.REFUSED
    return Route.ALL


def _names_one(wanted: Document, key: str) -> bool:
    """Tell whether a filter says which value the key has."""
    return _is_value(wanted.get(key)) or any(_names_one(each, key) for each in wanted.get("$and", ()))


def _names_some(wanted: Document, key: str) -> bool:
    """Tell whether a filter says which values the key may have: their shards are asked."""
    branches: Sequence[Document] = wanted.get("$or", ())
    is_in_each = bool(branches) and all(_names_one(each, key) for each in branches)
    return (
        is_in_each
        or _is_list(wanted.get(key))
        or any(_names_some(each, key) for each in wanted.get("$and", ()))
    )


def _is_value(condition: object) -> bool:
    if isinstance(condition, Mapping):
        return "$eq" in condition
    return condition is not None


def _is_list(condition: object) -> bool:
    return isinstance(condition, Mapping) and "$in" in condition
