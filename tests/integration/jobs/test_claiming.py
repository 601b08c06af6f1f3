"""What a claim tells of earlier jobs of the key: where none has open flags, the end of the run need not look for them."""

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.holding import SLOT
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.ledgers import recorded, running

FLAG = "line 2: 1 came back"


async def ended(ledger: MongoRunLedger, entry: JobEntry, *flags: str) -> None:
    attempt = Attempt(number=1, started_at=NOON, duration_seconds=1, outcome="done", flags=flags)
    await ledger.complete(entry, AttemptResult(JobState.DONE, attempt=attempt, has_compared=True), NOON)


async def test_a_claim_tells_whether_an_earlier_job_of_the_key_has_open_flags(database: Database) -> None:
    ledger = MongoRunLedger(database)
    first = await running(ledger, a_message("1"))
    await ended(ledger, first, FLAG)

    same_key = await running(ledger, a_message("1"))
    other_key = await running(ledger, a_message("2"))

    assert (first.may_follow_flags, same_key.may_follow_flags) == (False, True)
    assert not other_key.may_follow_flags
    assert same_key.attention == ()


async def test_what_was_taken_from_those_that_are_held_may_follow_flags(database: Database) -> None:
    ledger = MongoRunLedger(database)
    message = await recorded(ledger, a_message("1"))
    assert await ledger.hold(message, SLOT, NOON)

    (taken,) = await ledger.take_held_by_slot(message.tenant_uid, [ORDER_QUEUE], a_lease("worker-1"))

    assert taken.may_follow_flags
    assert "mayFollowFlags" not in taken.model_dump(by_alias=True)
