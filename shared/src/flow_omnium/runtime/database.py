"""The one module that knows the MongoDB driver: everything else uses the names it gives.

Motor is at the end of its life (queue.md G); replacing it by PyMongo's own asyncio client is a change of this file.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pymongo
from bson import ObjectId, json_util
from bson.errors import BSONError
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, ReturnDocument, UpdateOne
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import SecondaryPreferred

from flow_omnium.runtime.tls import certificate_fault

if TYPE_CHECKING:  # a command of the console needs the driver, and no log
    from structlog.typing import FilteringBoundLogger

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "DOCUMENT_FAULTS",
    "DURABLE_READS",
    "BulkWriteError",
    "Collection",
    "ConnectionLostError",
    "Database",
    "DatabaseClient",
    "DatabaseError",
    "Document",
    "DuplicateKeyError",
    "IndexModel",
    "InsertOne",
    "RefusedError",
    "ReturnDocument",
    "UpdateOne",
    "bounded",
    "connect",
    "fault_of",
    "ids_written",
    "json_util",
    "overridden_options",
    "ping",
    "read_from_secondaries",
    "refuses_document",
    "server_time",
    "time_at",
    "timed_out",
]

Document: TypeAlias = dict[str, Any]
DatabaseClient: TypeAlias = AsyncIOMotorClient[Document]
Database: TypeAlias = AsyncIOMotorDatabase[Document]
Collection: TypeAlias = AsyncIOMotorCollection[Document]
DatabaseError = PyMongoError
RefusedError = OperationFailure
"""A command that the database was asked and refused; its `code` says why."""

ConnectionLostError = AutoReconnect

DURABLE_READS = ReadConcern("majority")
"""Read only what a majority has, journaled: what no crash can take back."""

_SERVER_SELECTION_MS = 3_000
_CALL_SECONDS = 20.0
_PING_SECONDS = 2.0
_INT64_DIGITS = 19

_PINNED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        # Writes: what a promise rests on is on the disks of a majority before anybody is told.
        "w": "majority",
        "journal": True,
        "retryWrites": True,
        # Reads: from the member that takes the writes. A claim, a lease or a pending job that a secondary does not know yet
        # would be decided on what is past.
        "readPreference": "primary",
        "readConcernLevel": "local",
        "retryReads": True,
        # How long a call may take: the engine's leases and the gateway's patience are made for these.
        "serverSelectionTimeoutMS": _SERVER_SELECTION_MS,
        "connectTimeoutMS": _SERVER_SELECTION_MS,
        "socketTimeoutMS": round(_CALL_SECONDS * 1000),
        # How a value is read: times are aware and UTC, and bytes that are no UTF-8 are an error, not other text.
        "tz_aware": True,
        "unicode_decode_error_handler": "strict",
    }
)
"""What holds whatever MONGODB_URL says."""

_DROPPED: Final = frozenset(
    {
        # They would make a confirmed write look failed, or end a call before its own time.
        *("wtimeoutms", "wtimeout", "timeoutms", "fsync"),
        # They say which secondary is read, and no secondary is; beside a pinned `primary` they are refused.
        *("readpreferencetags", "maxstalenessseconds", "maxstaleness"),
    }
)
"""Options of MONGODB_URL that mean nothing beside those, by lower-case name."""

_PINNED_BY_NAME: Final[Mapping[str, Any]] = MappingProxyType(
    {name.lower(): value for name, value in _PINNED.items()}
    | {"j": True, "tzaware": True, "readconcern": "local"}
)


def connect(
    url: str,
    *,
    application: str,
    listeners: Sequence[Any] = (),
    logger: "FilteringBoundLogger | None" = None,
    call_seconds: float = _CALL_SECONDS,
) -> DatabaseClient:
    """Open a client: reads go to the primary, writes are acknowledged by a majority and journaled, times are aware and UTC.

    So it is whatever `url` asks for; `logger` is told once, by name, which of its options do not hold. Connecting happens
    with the first call, so a service starts while the database is down. `listeners` are told of every command. A call may
    take `call_seconds`.
    """
    overridden = overridden_options(url)
    if overridden and logger is not None:
        logger.warning(
            "options of MONGODB_URL do not hold: the engine rests on its own", options=list(overridden)
        )
    pinned = {**_PINNED, "socketTimeoutMS": round(call_seconds * 1000)}
    return AsyncIOMotorClient(
        _without_pinned(url), appname=application, event_listeners=list(listeners), **pinned
    )


def overridden_options(url: str) -> tuple[str, ...]:
    """Name the options of a connection string that ask for something else than what holds here, as they are written."""
    asked = [option.partition("=") for option in _options(url)]
    return tuple(name for name, _, value in asked if _is_ours(name) and not _says_the_same(name, value))


def _without_pinned(url: str) -> str:
    """The driver lets a keyword win over the URL, but refuses some of them beside each other: so they go."""
    address, _, _ = url.partition("?")
    kept = "&".join(option for option in _options(url) if not _is_ours(option.partition("=")[0]))
    return f"{address}?{kept}" if kept else address


def _options(url: str) -> list[str]:
    return [option for option in re.split("[&;]", url.partition("?")[2]) if option]


def _is_ours(name: str) -> bool:
    return name.lower() in _PINNED_BY_NAME or name.lower() in _DROPPED


def _says_the_same(name: str, value: str) -> bool:
    return str(_PINNED_BY_NAME.get(name.lower())).lower() == value.lower()


DOCUMENT_FAULTS = (BSONError, OverflowError, RecursionError, UnicodeError)
"""What the driver raises when a document cannot be written down: a number beyond 64 bits, NUL in a name, its size."""

_REFUSALS = frozenset({2, 15, 22, 52, 55, 57, 121, 10334, 17280, 17419, 17420})
"""The server's codes for a document that it does not store: bad value, overflow, invalid BSON, names, schema, size, key."""


def refuses_document(error: Exception) -> bool:
    """Tell whether the database refused what was to be written, rather than could not write."""
    if isinstance(error, BulkWriteError):
        return any(fault.get("code") in _REFUSALS for fault in error.details.get("writeErrors", ()))
    return isinstance(error, OperationFailure) and error.code in _REFUSALS


def read_from_secondaries(database: Database) -> Database:
    """Return a database that is read from its secondaries while there are any: for what may be some moments old."""
    return database.with_options(read_preference=SecondaryPreferred())


def ids_written(shown: object) -> list[object]:
    """Return what an id may be that is shown so: nearly always this text itself."""
    text = str(shown)
    others = [ObjectId(text)] if ObjectId.is_valid(text) else []
    return [shown, *others, *([int(text)] if text.isdecimal() and len(text) < _INT64_DIGITS else [])]


def bounded(seconds: float) -> AbstractContextManager[None]:
    """Let everything that is asked of the database within the block take so long together; then it raises a DatabaseError.

    The server gives up as well, so that a question that nobody waits for any more burdens nobody.
    """
    return pymongo.timeout(seconds)


def timed_out(error: DatabaseError) -> bool:
    """Tell whether the database took too long, rather than refused."""
    return error.timeout


async def ping(client: DatabaseClient) -> None:
    """Raise unless the database answers within two seconds."""
    async with asyncio.timeout(_PING_SECONDS):
        await client.admin.command("ping")


def fault_of(error: BaseException) -> str:
    """Name an error without the address that its text may hold; a certificate that is refused is told with its reason."""
    refused = certificate_fault(error)
    if refused is None:
        return type(error).__name__
    return f"MONGODB_URL: the database's certificate is not accepted: {refused}"


async def server_time(client: DatabaseClient) -> datetime:
    """Return what the clock of the replica set's primary shows (UTC), in whole milliseconds. Raises DatabaseError."""
    shown: datetime = (await client.admin.command("hello"))["localTime"]
    # Of the client's own options a command knows nothing: its times come without their zone.
    return shown.replace(tzinfo=UTC)


async def time_at(collection: Collection) -> datetime:
    """Return the `server_time` of where the collection is. Raises DatabaseError."""
    # The driver's stubs know nothing of this attribute.
    return await server_time(collection.database.client)  # type: ignore[arg-type]
