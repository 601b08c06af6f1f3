"""Entries of the ledger as tests of what is shown need them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flow_omnium.jobs.entry import JobEntry

NOW: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)

FAILED: Final = {
    "number": 1,
    "startedAt": NOW - timedelta(minutes=9),
    "durationSeconds": 1.25,
    "outcome": "failed",
    "errorClass": "Unavailable",
    "message": "Flow POST /orders answered 502: bad gateway",
    "httpStatus": 502,
    "system": "Flow",
    "call": "POST /orders",
}
CAUSE_KEY: Final = "0123456789ab"
CAUSE: Final = {
    "key": CAUSE_KEY,
    "error": "Unavailable",
    "system": "Flow",
    "call": "POST /orders",
    "status": 502,
    "text": "bad gateway",
}


def an_entry(job_id: str = "3f2a91bc77e0", **changes: Any) -> JobEntry:
    """Return a job of a web order that waits after a failure, with these fields changed."""
    fields = {
        "_id": job_id,
        "tenantUid": "acme",
        "storeUid": "oslo",
        "queue": "external_order_sync",
        "kind": "inbound-order",
        "key": "om-fe70",
        "record": "order:om-fe70",
        "numbers": ["om-fe70", "1234"],
        "state": "waiting",
        "ticket": 3,
        "event": {"objectId": "om-fe70"},
        "acceptedAt": NOW - timedelta(hours=3),
        "nextAttemptAt": NOW + timedelta(seconds=53),
        "failures": 1,
        "attemptCount": 1,
        "attempts": [FAILED],
        "lastErrorClass": "Unavailable",
        "cause": CAUSE,
    }
    return JobEntry.model_validate({**fields, **changes})
