"""The ledger's indexes: the two that are promises, and one for each query that the engine makes."""

from datetime import timedelta

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, DESCENDING, IndexModel

RETENTION = timedelta(days=30)
"""How long a finished entry is kept."""

ACT_RETENTION = timedelta(days=365)
"""How long it is kept what operators did."""

ONE_PENDING_PER_KEY = IndexModel(
    [("tenantUid", ASCENDING), ("kind", ASCENDING), ("key", ASCENDING)],
    name="one_pending_per_key",
    unique=True,
    partialFilterExpression={"pending": True},
)
ONE_RUNNING_PER_RECORD = IndexModel(
    [("tenantUid", ASCENDING), ("record", ASCENDING)],
    name="one_running_per_record",
    unique=True,
    partialFilterExpression={"state": JobState.RUNNING.value},
)

PROMISES = (ONE_PENDING_PER_KEY, ONE_RUNNING_PER_RECORD)
"""Without these no work is done: a claim or an insert that should be refused would not be."""

INDEXES = (
    *PROMISES,
    IndexModel("finishedAt", name="retention", expireAfterSeconds=int(RETENTION.total_seconds())),
    # The relay: what is due in a queue, whose lease has ended, what was claimed last.
    IndexModel([("queue", ASCENDING), ("state", ASCENDING), ("dueAt", ASCENDING)], name="due"),
    IndexModel("leaseUntil", name="leases", partialFilterExpression={"state": JobState.RUNNING.value}),
    IndexModel(
        [("queue", ASCENDING), ("startedAt", DESCENDING)],
        name="claimed_last",
        # A fresh job stands in as few indexes as can be: each one costs the gateway.
        partialFilterExpression={"startedAt": {"$exists": True}},
    ),
    # Held jobs, by what holds them; for a slot also by tenant, for a record by record. The state leads although no other
    # is in them: without it the database reads every held job to learn which holds there are.
    IndexModel(
        [("state", ASCENDING), ("heldBy", ASCENDING), ("heldAt", ASCENDING)],
        name="by_hold_and_age",
        partialFilterExpression={"state": JobState.HELD.value},
    ),
    IndexModel(
        [
            ("state", ASCENDING),
            ("heldBy", ASCENDING),
            ("tenantUid", ASCENDING),
            ("record", ASCENDING),
            ("acceptedAt", ASCENDING),
        ],
        name="by_hold_and_record",
        partialFilterExpression={"state": JobState.HELD.value},
    ),
    # The operator's lists.
    IndexModel([("acceptedAt", DESCENDING)], name="by_age"),
    IndexModel([("tenantUid", ASCENDING), ("acceptedAt", DESCENDING)], name="by_tenant_and_age"),
    IndexModel([("key", ASCENDING), ("acceptedAt", DESCENDING)], name="by_key_and_age"),
    # How much is pending and since when is counted in this one as well, without a look at the jobs.
    IndexModel(
        [("queue", ASCENDING), ("state", ASCENDING), ("acceptedAt", DESCENDING)],
        name="by_queue_state_and_age",
    ),
    # Jobs that fail and fail are counted in it; it holds no others.
    IndexModel(
        [("queue", ASCENDING), ("state", ASCENDING)],
        name="failing",
        partialFilterExpression={"failures": {"$gte": ATTENTION_AFTER}},
    ),
    # Only jobs that ever failed are in it: a job that goes well pays nothing.
    IndexModel(
        [("lastErrorClass", ASCENDING), ("acceptedAt", DESCENDING)],
        name="by_error_and_age",
        partialFilterExpression={"lastErrorClass": {"$exists": True}},
    ),
)

ACT_INDEXES = (IndexModel("at", name="by_time", expireAfterSeconds=int(ACT_RETENTION.total_seconds())),)
