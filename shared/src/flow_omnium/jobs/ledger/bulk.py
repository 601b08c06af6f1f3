"""Many conditional writes in one round trip, and which of them the unique indexes refused."""

from collections.abc import Sequence

from flow_omnium.runtime.database import BulkWriteError, Collection, InsertOne, UpdateOne

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


def _partly(error: BulkWriteError) -> tuple[int, set[int]]:
    faults = error.details.get("writeErrors", [])
    if error.details.get("writeConcernErrors") or any(fault["code"] != _DUPLICATE_KEY for fault in faults):
        raise error
    return error.details["nMatched"] + error.details["nInserted"], {fault["index"] for fault in faults}
