"""Many conditional writes in one round trip, and which of them the unique indexes refused."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from flow_omnium.runtime.database import (
    BulkWriteError,
    Collection,
    ConnectionLostError,
    Document,
    DuplicateKeyError,
    InsertOne,
    UpdateOne,
)
from flow_omnium.runtime.hints import Fields

LANES = 2
"""Groups of one sort that are written at once: while one is on its way, the process can fill the next."""

WORTH_A_LANE = 32
"""So many begin a second group: with 16 there are smaller ones, for which process and database take 6 % more, and do less."""

BY_ID: Final[Fields] = MappingProxyType({"_id": 1})
"""The index for writes that name their documents: told so, the database does not weigh thirty others for each of them."""

_DUPLICATE_KEY = 11000


async def write(
    collection: Collection, writes: Sequence[UpdateOne | InsertOne[dict[str, object]]]
) -> tuple[int, set[int]]:
    """Send the writes unordered; return how many matched or were inserted, and the positions refused as duplicates.

    Raises BulkWriteError for any other fault.
    """
    try:
        result = await collection.bulk_write(list(writes), ordered=False)
    except BulkWriteError as error:
        return _partly(error)
    return result.matched_count + result.inserted_count, set()


async def update_all(collection: Collection, wanted: Document, update: Document) -> bool:
    """Update all that match, at half the cost of one write each; False when a unique index refused one of them: that one
    and those after it are unchanged. The update must be repeatable, and name the ids."""
    # The driver repeats single writes after a lost connection, but never an `update_many`:
    # https://www.mongodb.com/docs/manual/core/retryable-writes/#retryable-write-operations
    try:
        try:
            await collection.update_many(wanted, update, hint=BY_ID)
        except ConnectionLostError:
            await collection.update_many(wanted, update, hint=BY_ID)
    except DuplicateKeyError:
        return False
    return True


async def marked_by(collection: Collection, ids: Several[str], mark: str) -> set[str]:
    """Return which of the documents have the mark."""
    found = collection.find({"_id": {"$in": list(ids)}, "mark": mark}, {"_id": 1}, batch_size=len(ids) + 1)
    return {document["_id"] async for document in found}


def _partly(error: BulkWriteError) -> tuple[int, set[int]]:
    faults = error.details.get("writeErrors", [])
    if error.details.get("writeConcernErrors") or any(fault["code"] != _DUPLICATE_KEY for fault in faults):
        raise error
    return error.details["nMatched"] + error.details["nInserted"], {fault["index"] for fault in faults}
