"""The message of an event, made from what the door has admitted.

What is admitted is bounded more closely than a message (`admission`), so it is not looked at a second time: the model's own
look at every field of every event takes longer than all the rest of the message.
"""

from datetime import datetime
from functools import lru_cache

from flow_omnium.jobs.bounds import EARLIEST
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage, new_message
from webhook_gateway.admission import Wanted


def message_of(wanted: Wanted, tenant_uid: str, job_id: str, accepted_at: datetime, trace: str) -> JobMessage:
    """Return the first message of the job that the event wants. `tenant_uid` is that of a known tenant."""
    return _blank(tenant_uid, wanted.kind).model_copy(
        update={
            "job_id": job_id,
            "key": wanted.key,
            "event": wanted.reference,
            "accepted_at": accepted_at,
            "trace": trace,
        }
    )


@lru_cache(maxsize=1_024)
def _blank(tenant_uid: str, kind: JobKind) -> JobMessage:
    """What the messages of a tenant and a kind have in common; this much is looked at, once."""
    return new_message(job_id="-", tenant_uid=tenant_uid, kind=kind, key="-", event={}, accepted_at=EARLIEST)
