"""Many conditional writes in one round trip, and which of them the unique indexes refused."""

from collections.abc import Collection as Several
from collections.abc import Sequence

from flow_omnium.runtime.database import (
    BulkWriteError,
    Collection,
    ConnectionLostError,
    Document,
    DuplicateKeyError,
    InsertOne,
    UpdateOne,
)

_DUPLICATE_KEY = 11000


async def write(
    collection: Collection, writes: Sequence[UpdateOne | InsertOne[dict[str, object]]]
) -> tuple[int, set[int]]:
    """Send the writes unordered; return how many matched or were inserted, and the positions refused as duplicates."""
    try:
        result = await collection.bulk_write(list(writes), ordered=False)
    except BulkWriteError as error:
        return _partly(error)
    return result.matched_count + result.inserted_count, set()


async def update_all(collection: Collection, wanted: Document, update: Document) -> bool:
    """Update all that match, at half the cost of one write each; False when a unique index refused one of them: it and
    those after it are as they were.

    The update must be repeatable: it is sent again when the connection breaks, which the driver does for others.
    """
    for is_last in (False, True):
        try:
            await collection.update_many(wanted, update)
        except DuplicateKeyError:
            return False
        except ConnectionLostError:
            if is_last:
                raise
        else:
            break
    return True


async def marked_by(collection: Collection, ids: Several[str], mark: str) -> set[str]:
    """Return which of the documents bear the mark."""
    found = collection.find({"_id": {"$in": list(ids)}, "mark": mark}, {"_id": 1}, batch_size=len(ids) + 1)
    return {document["_id"] async for document in found}


def _partly(error: BulkWriteError) -> tuple[int, set[int]]:
    faults = error.details.get("writeErrors", [])
    if error.details.get("writeConcernErrors") or any(fault["code"] != _DUPLICATE_KEY for fault in faults):
        raise error
    return error.details["nMatched"] + error.details["nInserted"], {fault["index"] for fault in faults}
