"""Messages that cannot be read, among good ones, on the real broker and the real ledger: all parked, none in the way."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from types import MappingProxyType

import orjson
import pytest

from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import Registrar, WorkerMetrics
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.broker import count, delete_queues, fetch_all
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant

QUEUE = RECEIVEMENT_QUEUE
PLACES = 4
LEASE = timedelta(seconds=60)


def body(**changes: object) -> bytes:
    message = a_message("bad", kind=JobKind.RECEIVEMENT)
    return orjson.dumps(orjson.loads(message.encode()) | changes)


def nested(levels: int) -> orjson.Fragment:
    return orjson.Fragment(b"[" * levels + b"]" * levels)


BAD: Mapping[str, tuple[bytes, str]] = MappingProxyType(
    {
        "no JSON": (b"{nonsense", "not JSON"),
        "no bytes": (b"", "not JSON"),
        "no text": (b"\xff\xfe\x00", "not JSON"),
        "no object": (b"[1]", "not an object"),
        "another version": (body(version=2), "version"),
        "another kind": (body(kind="stock-forecast"), "kind"),
        "number beyond 64 bits": (body(event={"a": 2**64 - 1}), "64 bits"),
        "deep number": (body(event={"a": [{"b": 2**63}]}), "64 bits"),
        "ticket beyond 64 bits": (body(ticket=orjson.Fragment(b"9" * 30)), "ticket"),
        "NUL in a value": (body(event={"a": "\0"}), "NUL"),
        "NUL in a name": (body(event={"a\0": 1}), "NUL"),
        "NUL in the key": (body(key="\0"), "NUL"),
        "NUL in the id": (body(jobId="a\0b"), "NUL"),
        "year 0": (body(acceptedAt="0000-01-01T00:00:00Z"), "acceptedAt"),
        "year 10000": (body(acceptedAt="10000-01-01T00:00:00Z"), "acceptedAt"),
        "before all time": (body(acceptedAt="0001-01-01T00:00:00+14:00"), "acceptedAt"),
        "after all time": (body(acceptedAt="9999-12-31T23:59:59-14:00"), "acceptedAt"),
        "300 levels": (body(event={"a": nested(300)}), "levels"),
        "too many levels to read": (body(event={"a": nested(100_000)}), "the body"),
        "another queue": (body(queue="external_order_sync"), "queue"),
        "a queue that is none": (body(queue="elsewhere"), "queue"),
        "half a character": (body(event={"a": orjson.Fragment(rb'"\ud800"')}), "not JSON"),
        "a command": (body(event={"$where": "1"}), "begin with $"),
        "20 MB": (body(event={"a": "x" * 20_000_000}), "bytes, more than"),
        "of another queue": (a_message("bad").encode(), "came from"),
    }
)


class Suite:
    """A worker with few places on the real broker and ledger."""

    def __init__(self, url: str, database: Database, publisher: BrokerPublisher) -> None:
        ledger, clock = MongoRunLedger(database), FixedClock(NOON)
        self.publisher = publisher
        self.log = JobLog(database)
        runner = JobRunner(
            {JobKind.RECEIVEMENT: self._handle},
            self._find,
            LeaseRenewer(ledger, clock, LEASE),
            clock,
            timeout=timedelta(seconds=5),
        )
        policy = WorkerPolicy("worker-1", clock, LEASE, 60, [QUEUE])
        dispatch, slots = Dispatch(publisher), TenantJobSlots(PLACES)
        report = JobReport(WorkerMetrics(Registrar()))
        gate = Gate(self._find, frozenset)
        chain = JobChain(runner, ledger, dispatch, gate, slots, policy, report=report)
        worker = Worker(chain, slots, dispatch, concurrency=PLACES)
        reading = Reading([QUEUE], work_queues(QUEUE), PLACES)
        self.consumer = BrokerConsumer(url, name="test", reading=reading, on_delivery=worker.on_delivery)

    async def done(self) -> set[str]:
        return {job.key for job in await self.log.find(JobFilter(limit=None)) if job.state.value == "done"}

    async def _handle(self, _context: JobContext) -> None:
        return

    async def _find(self, uid: str) -> Tenant | None:
        return a_tenant(uid)


@pytest.fixture
async def suite(amqp_url: str, database: Database) -> AsyncIterator[Suite]:
    queues = work_queues(QUEUE)
    await delete_queues(amqp_url, (queue.name for queue in queues))
    await DatabaseSchema(database).create_missing()
    async with BrokerPublisher(amqp_url, name="test", queues=queues) as publisher:
        await publisher.wait_connected()
        yield Suite(amqp_url, database, publisher)
    await delete_queues(amqp_url, (queue.name for queue in queues))


async def test_all_bad_ones_are_parked_with_their_reason_and_all_good_ones_done(
    suite: Suite, amqp_url: str
) -> None:
    for number, (raw, _) in enumerate(BAD.values()):
        await suite.publisher.publish(QUEUE, raw, {"traceparent": "\ud7ff" * 9})
        good = a_message(f"good {number}", kind=JobKind.RECEIVEMENT)
        await suite.publisher.publish(QUEUE, good.encode(), good.headers)

    async with suite.consumer:

        async def all_done() -> bool:
            return len(await suite.done()) == len(BAD) and await count(
                amqp_url, dead_letter_queue(QUEUE)
            ) == len(BAD)

        assert await until("all are done or parked", all_done, seconds=40)

    parked = {raw: headers async for raw, headers in fetch_all(amqp_url, dead_letter_queue(QUEUE))}
    for name, (raw, reason) in BAD.items():
        assert reason in parked[raw]["x-parked-reason"], name
    assert await count(amqp_url, QUEUE) == 0
    assert len(await suite.log.find(JobFilter(limit=None))) == len(BAD)


async def test_without_a_parking_place_the_places_stay_free(suite: Suite, amqp_url: str) -> None:
    async with suite.consumer:
        await suite.consumer.wait_connected()
        await delete_queues(amqp_url, [dead_letter_queue(QUEUE)])
        for number in range(2 * PLACES):
            await suite.publisher.publish(QUEUE, b"{nonsense %d" % number, {})
        good = a_message("good", kind=JobKind.RECEIVEMENT)
        await suite.publisher.publish(QUEUE, good.encode(), good.headers)

        async def is_done() -> bool:
            return "good" in await suite.done()

        assert await until("the good one is done", is_done, seconds=40)

    # They are the broker's to move, as soon as there is a place (it looks every three minutes): none came back to us.
    assert await count(amqp_url, QUEUE) == 0
