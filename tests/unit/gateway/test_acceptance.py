"""How events become durable, on fakes: together, once, and with either store down."""

import asyncio
from datetime import timedelta

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.metrics import GatewayMetrics, Registrar
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from webhook_gateway.acceptance import Acceptance, Accepted, NotAcceptedError
from webhook_gateway.admission import Wanted

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


class CountingLedger(MemoryLedger):
    """Counts the groups that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []

    async def record(self, jobs):  # type: ignore[no-untyped-def]
        self.groups.append(len(jobs))
        await asyncio.sleep(0)
        return await super().record(jobs)


class Bench:
    def __init__(self) -> None:
        self.ledger = CountingLedger()
        self.publisher = MemoryPublisher()
        self.dispatch = Dispatch(self.publisher)
        self.acceptance = Acceptance(self.ledger, self.dispatch, FixedClock(), GatewayMetrics(Registrar()))

    async def accept(self, key: str, **event: str) -> Accepted:
        """Accept an event, and wait for what goes on behind the answer."""
        accepted = await self._accept(key, event)
        await self.dispatch.drained()
        return accepted

    async def _accept(self, key: str, event: dict[str, str]) -> Accepted:
        return await self.acceptance.accept(
            "acme", Wanted(JobKind.INBOUND_ORDER, key, {"objectId": key, **event}), TRACE
        )


async def test_an_event_becomes_an_entry_and_a_message() -> None:
    bench = Bench()

    accepted = await bench.accept("1")

    (published,) = bench.publisher.published
    assert accepted.outcome == "queued"
    assert published.message.job_id == accepted.job_id == next(iter(bench.ledger.entries))
    assert published.headers == {"traceparent": TRACE}


async def test_events_that_arrive_together_share_one_write() -> None:
    bench = Bench()

    await asyncio.gather(*(bench.accept(str(number)) for number in range(64)))

    assert bench.ledger.groups == [64]


async def test_duplicates_inside_a_group_are_answered_from_it() -> None:
    bench = Bench()

    accepted = await asyncio.gather(*(bench.accept(key) for key in ("1", "2", "1", "1")))

    assert [item.outcome for item in accepted] == ["queued", "queued", "coalesced", "coalesced"]
    assert len({item.job_id for item in accepted}) == len(bench.publisher.published) == 2
    assert bench.ledger.groups == [2]


async def test_of_events_that_arrive_together_the_one_that_tells_a_deletion_is_kept() -> None:
    bench = Bench()

    await asyncio.gather(
        *(bench.accept("1", category=category) for category in ("Updated", "Deleted", "Updated"))
    )

    (entry,) = bench.ledger.entries.values()
    assert entry.event["category"] == "Deleted"


async def test_a_later_duplicate_joins_the_pending_job_without_a_message() -> None:
    bench = Bench()
    first = await bench.accept("1")

    second = await bench.accept("1")

    assert second == Accepted("coalesced", first.job_id)
    assert len(bench.publisher.published) == 1


@pytest.mark.parametrize(
    ("early", "queue"), [(False, "external_order_sync"), (True, "external_order_sync.wait.120000")]
)
async def test_a_job_that_waits_for_its_retry_is_brought_forward_and_answered_as_coalesced(
    early: bool, queue: str
) -> None:
    bench = Bench()
    first = await bench.accept("1")
    now, hours = FixedClock().now(), timedelta(hours=2)
    bench.ledger.entries[first.job_id] = bench.ledger.entries[first.job_id].model_copy(
        update={
            "state": JobState.WAITING,
            "due_at": now + hours,
            "forward": Forwarding(120_000 if early else 0, 120_000).since(now),
        }
    )

    second, third = await bench.accept("1"), await bench.accept("1")

    assert second == third == Accepted("coalesced", first.job_id)
    _, again = bench.publisher.published
    assert (again.queue, again.message.job_id, again.message.ticket) == (queue, first.job_id, 2)


async def test_with_the_ledger_down_complete_messages_go_to_the_broker() -> None:
    bench = Bench()
    bench.ledger.available = False

    accepted = await bench.accept("1")

    (published,) = bench.publisher.published
    assert accepted == Accepted("queued", published.message.job_id)
    assert published.message.event == {"objectId": "1"}


async def test_with_the_broker_down_the_entries_are_kept_for_the_relay() -> None:
    bench = Bench()
    bench.publisher.available = False

    accepted = await bench.accept("1")

    assert accepted.outcome == "queued"
    assert bench.ledger.entries[accepted.job_id].state is JobState.QUEUED


async def test_with_both_down_nothing_is_accepted() -> None:
    bench = Bench()
    bench.ledger.available = bench.publisher.available = False

    with pytest.raises(NotAcceptedError):
        await bench.accept("1")
