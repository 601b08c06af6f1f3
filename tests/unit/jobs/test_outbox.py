"""A job that is made without a connection to the broker."""

from flow_omnium.jobs.kinds import RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.other_jobs import LedgerOutbox
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger


async def test_a_job_stands_in_the_ledger_for_the_relay_to_publish() -> None:
    ledger, clock = MemoryLedger(), FixedClock()
    await LedgerOutbox(ledger, clock).wake("acme", JobKind.STOCK_LEVEL, "oslo@all", {"storeUid": "oslo"})
    (entry,) = ledger.entries.values()
    assert (entry.tenant_uid, entry.kind, entry.key) == ("acme", JobKind.STOCK_LEVEL, "oslo@all")
    assert (entry.queue, entry.state, entry.accepted_at) == (RECEIVEMENT_QUEUE, JobState.QUEUED, clock.now())
    assert entry.event == {"storeUid": "oslo"}


async def test_a_second_one_of_the_same_window_joins_it() -> None:
    ledger = MemoryLedger()
    outbox = LedgerOutbox(ledger, FixedClock())
    for _time in range(2):
        await outbox.wake("acme", JobKind.STOCK_LEVEL, "oslo@all", {})
    assert len(ledger.entries) == 1
