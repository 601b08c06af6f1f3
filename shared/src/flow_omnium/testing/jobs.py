"""Jobs as tests need them."""

import uuid
from datetime import UTC, datetime, timedelta

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Lease
from flow_omnium.jobs.message import JobMessage, new_message

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def a_message(
    key: str = "1001", *, tenant_uid: str = "acme", kind: JobKind = JobKind.INBOUND_ORDER, at: datetime = NOON
) -> JobMessage:
    """Return the message of a new job."""
    return new_message(
        job_id=uuid.uuid4().hex,
        tenant_uid=tenant_uid,
        kind=kind,
        key=key,
        event={"objectId": key},
        accepted_at=at,
    )


def a_lease(owner: str = "worker-1", *, at: datetime = NOON, seconds: float = 60) -> Lease:
    """Return a lease taken at `at`."""
    return Lease(owner, at, timedelta(seconds=seconds))
