"""Which jobs are under way or have just ended: the same in memory and on the ledger."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.kinds import TELLS_OMNIUM_OF_GOODS, JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION, new_document
from flow_omnium.jobs.ledger.recent_work import MongoRecentWork
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.state import FINAL, PENDING, JobState
from flow_omnium.jobs.work import RecentWork, Work
from flow_omnium.runtime.database import Database

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SALE = Work("outbound-order", "o-1", "oslo")

Put = Callable[..., Awaitable[None]]


@pytest.fixture
def put(empty: Database) -> Put:
    """Put a job into the ledger, in a state, and with the moment when it ended."""

    async def put(
        state: JobState,
        kind: JobKind = JobKind.OUTBOUND_ORDER,
        ended: datetime | None = None,
        tenant: str = "acme",
    ) -> None:
        event = {"storeUid": "oslo"}
        job = new_message(job_id="j-1", tenant_uid=tenant, kind=kind, key="o-1", event=event, accepted_at=AT)
        document = {**new_document(job), "state": state.value}
        if state not in PENDING:
            del document["pending"]
        if ended is not None:
            document["finishedAt"] = ended
        await empty[COLLECTION].insert_one(document)

    return put


@pytest.fixture
def work(empty: Database) -> RecentWork:
    return MongoRecentWork(empty)


@pytest.mark.parametrize("state", [*sorted(PENDING), JobState.RUNNING])
async def test_a_job_that_has_not_ended_is_under_way(work: RecentWork, put: Put, state: JobState) -> None:
    await put(state)
    assert await work.since("acme", TELLS_OMNIUM_OF_GOODS, AT) == (SALE,)


@pytest.mark.parametrize(("late", "found"), [(0, (SALE,)), (1, (SALE,)), (-1, ())])
@pytest.mark.parametrize("state", sorted(FINAL - {JobState.CANCELLED}))
async def test_a_job_counts_for_a_while_after_its_end(
    work: RecentWork, put: Put, state: JobState, late: int, found: tuple[Work, ...]
) -> None:
    await put(state, ended=AT + timedelta(seconds=late))
    assert await work.since("acme", TELLS_OMNIUM_OF_GOODS, AT) == found


async def test_what_an_operator_has_cancelled_is_never_told(work: RecentWork, put: Put) -> None:
    await put(JobState.CANCELLED, ended=AT)
    assert await work.since("acme", TELLS_OMNIUM_OF_GOODS, AT) == ()


async def test_other_tenants_and_other_kinds_are_no_business_of_ours(work: RecentWork, put: Put) -> None:
    await put(JobState.QUEUED)
    assert await work.since("globex", TELLS_OMNIUM_OF_GOODS, AT) == ()
    assert await work.since("acme", {JobKind.INBOUND_ORDER}, AT) == ()
