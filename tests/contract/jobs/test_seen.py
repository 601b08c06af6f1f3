"""What jobs have seen of records: the same in memory and on MongoDB."""

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.seen import Known, SeenRecords
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.ledgers import Subject
from flow_omnium.testing.memory_ledger import MemoryLedger

INBOUND = JobKind.INBOUND_ORDER


@pytest.fixture
def seen(subject: Subject, request: pytest.FixtureRequest) -> SeenRecords:
    ledger = subject.ledger
    return ledger if isinstance(ledger, MemoryLedger) else MongoSeen(request.getfixturevalue("empty"))


async def ended(ledger: RunLedger, state: JobState, *versions: str, key: str = "1001") -> None:
    """Let a job of the key end in a state, having seen these versions."""
    message = a_message(key)
    await ledger.record([message])
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    assert await ledger.complete(entry, AttemptResult(state, seen=versions), NOON) is not None


async def test_of_a_key_without_a_job_nothing_is_known(seen: SeenRecords) -> None:
    assert await seen.known("acme", INBOUND, ["1001"]) == {}


async def test_a_pending_job_is_known_as_pending(ledger: RunLedger, seen: SeenRecords) -> None:
    await ledger.record([a_message()])
    assert await seen.known("acme", INBOUND, ["1001"]) == {"1001": Known(is_pending=True)}


async def test_a_running_job_has_seen_nothing_yet(ledger: RunLedger, seen: SeenRecords) -> None:
    message = a_message()
    await ledger.record([message])
    await ledger.claim(message, a_lease())
    assert await seen.known("acme", INBOUND, ["1001"]) == {"1001": Known()}


@pytest.mark.parametrize("state", [JobState.DONE, JobState.IGNORED])
async def test_what_several_jobs_have_seen_adds_up(
    ledger: RunLedger, seen: SeenRecords, state: JobState
) -> None:
    await ended(ledger, state, "v1", "v2")
    await ended(ledger, state, "v3")
    await ledger.record([a_message()])
    known = Known(is_pending=True, versions=frozenset({"v1", "v2", "v3"}))
    assert await seen.known("acme", INBOUND, ["1001", "1002"]) == {"1001": known}


async def test_other_tenants_kinds_and_keys_are_left_out(ledger: RunLedger, seen: SeenRecords) -> None:
    await ended(ledger, JobState.DONE, "v1")
    assert await seen.known("globex", INBOUND, ["1001"]) == {}
    assert await seen.known("acme", JobKind.OUTBOUND_ORDER, ["1001"]) == {}
    assert await seen.known("acme", INBOUND, ["1002"]) == {}


async def test_many_keys_are_looked_up_at_once(ledger: RunLedger, seen: SeenRecords) -> None:
    await ledger.record([a_message(str(number)) for number in range(1_200)])
    known = await seen.known("acme", INBOUND, [str(number) for number in range(1_500)])
    assert len(known) == 1_200


async def test_what_a_senders_event_had_told_of_is_known_apart(ledger: RunLedger, seen: SeenRecords) -> None:
    await ended(ledger, JobState.DONE, "v1")
    message = a_message().model_copy(update={"event": {"className": "Order", "objectId": "1001"}})
    await ledger.record([message])
    before = Known(is_pending=True, versions=frozenset({"v1"}), is_told=True)
    assert await seen.known("acme", INBOUND, ["1001"]) == {"1001": before}
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    assert await ledger.complete(entry, AttemptResult(JobState.DONE, seen=("v2",)), NOON) is not None
    after = Known(versions=frozenset({"v1", "v2"}), told=frozenset({"v2"}))
    assert await seen.known("acme", INBOUND, ["1001"]) == {"1001": after}


async def test_when_an_operator_has_ended_a_job_is_known(ledger: RunLedger, seen: SeenRecords) -> None:
    await ended(ledger, JobState.CANCELLED)
    assert await seen.known("acme", INBOUND, ["1001"]) == {"1001": Known(left_at=NOON)}
