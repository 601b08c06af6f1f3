"""The ledger's indexes for what an operator asks beside age, tenant and key: records, numbers, stores, causes, flags, holds, attempts.

All are partial: a job that goes well is in three of them, by its record, its numbers and its store, and a new one only if its
event tells these two. So they cost the gateway next to nothing. A hint at one of them needs the index: `schema apply`, or a service that may build,
comes first. Without a hint the database finds them by itself, if the query says something of the age (`AT_ANY_TIME`).
"""

from typing import Final

from flow_omnium.jobs.bounds import LATEST
from flow_omnium.jobs.ledger.documents import not_since
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, DESCENDING, Document, IndexModel

AT_ANY_TIME: Final[Document] = {"acceptedAt": not_since(LATEST)}
"""Match every entry, also one whose time cannot be read. Only where a query names the first field of an index does the
database look at the further ones there, and not in the job: an index that gives the order alone has every job read."""

_COUNTED_BY: Final = (("state", ASCENDING), ("queue", ASCENDING))
"""Behind the age: what is found in such an index is counted by state there, and no job is read. They are asked for together."""

BY_NUMBER = IndexModel(
    # The number first: whoever asks for it need not know the tenant, and the beginning of a number will do.
    [("numbers", ASCENDING), ("tenantUid", ASCENDING), ("acceptedAt", DESCENDING)],
    name="by_number",
    partialFilterExpression={"numbers": {"$exists": True}},
)

BY_RECORD = IndexModel(
    # A job is in it from its first run on. The few that have not run yet are found by what they are called.
    [("tenantUid", ASCENDING), ("record", ASCENDING), ("acceptedAt", DESCENDING)],
    name="by_record",
    partialFilterExpression={"runs": {"$exists": True}},
)

BY_STORE = IndexModel(
    # Each new state of a job is written here as well: that is what a shop's jobs by state cost.
    [("tenantUid", ASCENDING), ("storeUid", ASCENDING), ("acceptedAt", DESCENDING), *_COUNTED_BY],
    name="by_store",
    partialFilterExpression={"storeUid": {"$gt": ""}},
)

BY_FURTHER_STORE = IndexModel(
    [("tenantUid", ASCENDING), ("otherStores", ASCENDING), ("acceptedAt", DESCENDING), *_COUNTED_BY],
    name="by_further_store",
    partialFilterExpression={"otherStores": {"$exists": True}},
)

_FAILS = {"cause.key": {"$exists": True}}

BY_CAUSE = IndexModel(
    [("cause.key", ASCENDING), ("acceptedAt", DESCENDING)], name="by_cause", partialFilterExpression=_FAILS
)

BY_STATUS = IndexModel(
    [("cause.status", ASCENDING), ("acceptedAt", DESCENDING), *_COUNTED_BY],
    name="by_status",
    partialFilterExpression={"cause.status": {"$gt": 0}},
)

CAUSES = IndexModel(
    # Whatever failures are grouped by: they are counted here, without a look at the jobs.
    [
        ("cause.key", ASCENDING),
        ("tenantUid", ASCENDING),
        ("kind", ASCENDING),
        ("state", ASCENDING),
        ("storeUid", ASCENDING),
        ("cause.error", ASCENDING),
        ("cause.status", ASCENDING),
        ("nextAttemptAt", ASCENDING),
        ("acceptedAt", ASCENDING),
        ("_id", ASCENDING),
    ],
    name="causes",
    partialFilterExpression=_FAILS,
)

WITH_ATTENTION = IndexModel(
    [("acceptedAt", DESCENDING), ("tenantUid", ASCENDING), ("state", ASCENDING)],
    name="with_attention",
    partialFilterExpression={"attention.0": {"$exists": True}},
)

SETTLED = IndexModel(
    [("acceptedAt", DESCENDING), ("tenantUid", ASCENDING)],
    name="settled",
    partialFilterExpression={"settled.at": {"$exists": True}},
)

OPEN_OF_KEY = IndexModel(
    # Each run that ends looks whether an earlier job of its key has a flag: nearly none has, and no other is read.
    [("key", ASCENDING), ("tenantUid", ASCENDING)],
    name="open_of_key",
    partialFilterExpression={"attention.0": {"$exists": True}},
)

HELD_BY_AGE = IndexModel(
    # What holds a job follows the age: of those that something else holds none is read. Only held jobs are in it.
    [("acceptedAt", DESCENDING), ("heldBy", ASCENDING), ("tenantUid", ASCENDING)],
    name="held_by_age",
    partialFilterExpression={"state": JobState.HELD.value},
)

BY_NEXT_ATTEMPT = IndexModel(
    [("nextAttemptAt", ASCENDING), ("tenantUid", ASCENDING), *_COUNTED_BY, ("acceptedAt", DESCENDING)],
    name="by_next_attempt",
    partialFilterExpression={"nextAttemptAt": {"$exists": True}},
)

BY_ATTEMPTS = IndexModel(
    [("attemptCount", DESCENDING), ("acceptedAt", DESCENDING), ("tenantUid", ASCENDING), *_COUNTED_BY],
    name="by_attempts",
    # Nearly every job has one: whoever asks for many means those that were tried again.
    partialFilterExpression={"attemptCount": {"$gt": 1}},
)

# Only jobs that ever failed are in these two: a job that goes well pays nothing.
BY_ERROR = IndexModel(
    [("lastErrorClass", ASCENDING), ("acceptedAt", DESCENDING), *_COUNTED_BY],
    name="by_error_and_age",
    partialFilterExpression={"lastErrorClass": {"$exists": True}},
)
BY_TENANT_AND_ERROR = IndexModel(
    [("tenantUid", ASCENDING), ("lastErrorClass", ASCENDING), ("acceptedAt", DESCENDING), *_COUNTED_BY],
    name="by_tenant_error_and_age",
    partialFilterExpression={"lastErrorClass": {"$exists": True}},
)

OPERATOR_INDEXES = (
    BY_RECORD,
    BY_NUMBER,
    BY_STORE,
    BY_FURTHER_STORE,
    BY_CAUSE,
    BY_STATUS,
    CAUSES,
    WITH_ATTENTION,
    SETTLED,
    OPEN_OF_KEY,
    HELD_BY_AGE,
    BY_NEXT_ATTEMPT,
    BY_ATTEMPTS,
    BY_ERROR,
    BY_TENANT_AND_ERROR,
)


def of_store(wanted: Document, store_uid: str) -> Document:
    """Restrict a query that names the tenant to a store, be it one of several that an order is in.

    All of the query stands in both halves: only then does the database look into the index of each, and put them in order.
    """
    return {"$or": [wanted | {"storeUid": store_uid}, wanted | {"otherStores": store_uid}]}
