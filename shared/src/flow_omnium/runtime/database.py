"""The one module that knows the MongoDB driver: everything else uses the names it gives.

Motor is at the end of its life (queue.md G); replacing it by PyMongo's own asyncio client is a change of this file.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bson import json_util
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, ReturnDocument, UpdateOne
from pymongo.errors import AutoReconnect, BulkWriteError, DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern

__all__ = [
    "ASCENDING",
    "DESCENDING",
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
    "ReturnDocument",
    "UpdateOne",
    "connect",
    "json_util",
    "ping",
]

Document: TypeAlias = dict[str, Any]
DatabaseClient: TypeAlias = AsyncIOMotorClient[Document]
Database: TypeAlias = AsyncIOMotorDatabase[Document]
Collection: TypeAlias = AsyncIOMotorCollection[Document]
DatabaseError = PyMongoError
ConnectionLostError = AutoReconnect

DURABLE_READS = ReadConcern("majority")
"""Read only what a majority has, journaled: what no crash can take back."""

_SERVER_SELECTION_MS = 3_000
_PING_SECONDS = 2.0


def connect(url: str, *, application: str, listeners: Sequence[Any] = ()) -> DatabaseClient:
    """Open a client: writes are acknowledged by a majority and journaled, times are aware and UTC.

    Connecting happens with the first call, so a service starts while the database is down. `listeners` are told of
    every command.
    """
    options: Mapping[str, Any] = {
        "appname": application,
        "tz_aware": True,
        "w": "majority",
        "journal": True,
        "serverSelectionTimeoutMS": _SERVER_SELECTION_MS,
        "connectTimeoutMS": _SERVER_SELECTION_MS,
        "socketTimeoutMS": 20_000,
        "retryWrites": True,
        "event_listeners": list(listeners),
    }
    return AsyncIOMotorClient(url, **options)


async def ping(client: DatabaseClient) -> None:
    """Raise unless the database answers within two seconds."""
    async with asyncio.timeout(_PING_SECONDS):
        await client.admin.command("ping")
