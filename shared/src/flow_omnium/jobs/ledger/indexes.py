"""The ledger's indexes: two unique ones that are promises, and one for each query that the engine makes."""

from datetime import timedelta

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER
from flow_omnium.jobs.ledger.operator_indexes import OPERATOR_INDEXES
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, DESCENDING, IndexModel

RETENTION = timedelta(days=30)
"""How long a finished entry is kept."""

ACT_RETENTION = timedelta(days=365)
"""How long the old collection of operators' acts is kept."""

# Two unique *partial* indexes, since each promise holds only in some states: an ended job must not keep its key, and a
# pending job may share a lock with the running one. https://www.mongodb.com/docs/manual/core/index-partial/
#
# Tenant, kind and key are the idempotency key of an event: a second one joins the pending job.
ONE_PENDING_PER_KEY = IndexModel(
    [("tenantUid", ASCENDING), ("kind", ASCENDING), ("key", ASCENDING)],
    name="one_pending_per_key",
    unique=True,
    partialFilterExpression={"pending": True},
)
# Tenant and record are the lock of a run: a second claim is refused by the database, whatever the worker believes.
ONE_RUNNING_PER_RECORD = IndexModel(
    [("tenantUid", ASCENDING), ("record", ASCENDING)],
    name="one_running_per_record",
    unique=True,
    partialFilterExpression={"state": JobState.RUNNING.value},
)

PROMISES = (ONE_PENDING_PER_KEY, ONE_RUNNING_PER_RECORD)
"""No work is done while one of these is missing: a claim or an insert that must be refused would not be."""

BY_END = IndexModel(
    "finishedAt",
    name="retention",
    expireAfterSeconds=int(RETENTION.total_seconds()),
    # A new job is not in it: what has no end pays nothing for it.
    partialFilterExpression={"finishedAt": {"$exists": True}},
)

ENDED_OF_TENANT = IndexModel(
    # What a tenant's jobs have told of late: `retention` has the jobs of all tenants in one row. How they ended is counted here:
    # it changes no more, so that no later state of a job is written down in one more index.
    [("tenantUid", ASCENDING), ("finishedAt", ASCENDING), ("state", ASCENDING)],
    name="ended_of_tenant",
    partialFilterExpression={"finishedAt": {"$exists": True}},
)

# The operator's lists. The kind that follows the age is looked at in the index, so that of a rare one no other job is read.
BY_AGE = IndexModel([("acceptedAt", DESCENDING), ("kind", ASCENDING)], name="by_age")
BY_KEY = IndexModel([("key", ASCENDING), ("acceptedAt", DESCENDING)], name="by_key_and_age")
BY_STATE = IndexModel(
    # How much is pending and since when is counted in this one as well, without a look at the jobs.
    [
        ("queue", ASCENDING),
        ("state", ASCENDING),
        ("acceptedAt", DESCENDING),
        ("tenantUid", ASCENDING),
        ("kind", ASCENDING),
    ],
    name="by_queue_state_and_age",
)

INDEXES = (
    *PROMISES,
    BY_END,
    ENDED_OF_TENANT,
    # The relay: what is due in a queue, whose lease has ended, what was claimed last.
    IndexModel([("queue", ASCENDING), ("state", ASCENDING), ("dueAt", ASCENDING)], name="due"),
    IndexModel("leaseUntil", name="leases", partialFilterExpression={"state": JobState.RUNNING.value}),
    IndexModel(
        [("queue", ASCENDING), ("startedAt", DESCENDING)],
        name="claimed_last",
        # A new job should be in as few indexes as possible: each one costs the gateway time.
        partialFilterExpression={"startedAt": {"$exists": True}},
    ),
    # Held jobs, by reason; for a slot also by tenant, for a record by record. The state comes first although all entries
    # here have the same one: without it the database reads every held job to list the reasons.
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
    # The oldest that is held for a slot of a tenant: by the others, each look would pass over every older job that other
    # tenants have held, or that this one has done.
    IndexModel(
        [
            ("state", ASCENDING),
            ("heldBy", ASCENDING),
            ("tenantUid", ASCENDING),
            ("acceptedAt", ASCENDING),
            ("queue", ASCENDING),
        ],
        name="by_hold_and_tenant",
        partialFilterExpression={"state": JobState.HELD.value},
    ),
    # Jobs that wait for a system's answers, and those that its recovery has let go: only in an outage are there any.
    IndexModel(
        [
            ("waitsFor", ASCENDING),
            ("tenantUid", ASCENDING),
            ("queue", ASCENDING),
            ("dueAt", ASCENDING),
        ],
        name="awaiting",
        partialFilterExpression={"waitsFor": {"$exists": True}},
    ),
    IndexModel(
        [
            ("released", ASCENDING),
            ("tenantUid", ASCENDING),
            ("queue", ASCENDING),
            ("releasedAt", ASCENDING),
        ],
        name="let_go",
        partialFilterExpression={"released": {"$exists": True}},
    ),
    BY_AGE,
    IndexModel(
        [("tenantUid", ASCENDING), ("acceptedAt", DESCENDING), ("kind", ASCENDING)], name="by_tenant_and_age"
    ),
    BY_KEY,
    BY_STATE,
    *OPERATOR_INDEXES,
    # Only jobs that keep failing are in it; they are counted here.
    IndexModel(
        [("queue", ASCENDING), ("state", ASCENDING)],
        name="failing",
        partialFilterExpression={"failures": {"$gte": ATTENTION_AFTER}},
    ),
)

ACT_INDEXES = (IndexModel("at", name="by_time", expireAfterSeconds=int(ACT_RETENTION.total_seconds())),)
