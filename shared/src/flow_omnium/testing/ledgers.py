"""What the contract tests of the ledger share: a ledger, how to look into it, and jobs on their way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.testing.jobs import a_lease


@dataclass
class Subject:
    """A ledger, and how to look into it."""

    ledger: RunLedger
    entry: Callable[[str], Awaitable[JobEntry | None]]


async def seen(subject: Subject, job_id: str) -> JobEntry:
    """Return the entry of a job that must be there."""
    entry = await subject.entry(job_id)
    assert entry is not None
    return entry


async def recorded(ledger: RunLedger, message: JobMessage) -> JobMessage:
    """Record a job, or find it recorded."""
    (result,) = await ledger.record([message])
    assert result.job_id == message.job_id
    return message


async def running(ledger: RunLedger, message: JobMessage, owner: str = "worker-1") -> JobEntry:
    """Record a job and claim it."""
    claimed = await ledger.claim(await recorded(ledger, message), a_lease(owner))
    assert isinstance(claimed, JobEntry)
    return claimed
