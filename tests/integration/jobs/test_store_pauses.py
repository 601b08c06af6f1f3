"""The pause of a store holds what would be written to that store, by the real stores of an order: on a real ledger, with
both systems simulated."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause, PauseCache
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.sync import Plan, Sync, SyncHandler, Write
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import Registrar, RelayMetrics, WorkerMetrics
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.polling import until
from rigs.agreement.stage import TENANT, Stage, opened

LEASE = timedelta(seconds=60)
OSLO, BERGEN, WEB = (f"store:acme/{store}" for store in ("oslo", "bergen", "web"))
DEMO = "DEMO-1001"


class Watched:
    """A sync that lets something happen once it has planned."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.planned = 0

    async def plan(self, job: JobContext) -> Plan:
        planned = await self._sync.plan(job)
        self.planned += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        return planned

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        return await self._sync.apply(job, write)


class Suite:
    """A worker and a relay over one ledger; the broker is played by hand."""

    def __init__(self, database: Database, stage: Stage, pauses: PauseCache) -> None:
        self.stage = stage
        self.sync = Watched(stage.syncs()[JobKind.INBOUND_ORDER])
        self._pauses, self._cache = MongoPauses(database), pauses
        self._ledger, self._log = MongoRunLedger(database), JobLog(database)
        self._publisher, clock = MemoryPublisher(), FixedClock(NOON)
        self._clock = clock
        gate = Gate(_tenant, lambda: pauses.scopes)
        leases = LeaseRenewer(self._ledger, clock, LEASE)
        runner = JobRunner(
            {JobKind.INBOUND_ORDER: SyncHandler(self.sync)},
            _tenant,
            leases,
            clock,
            timeout=timedelta(seconds=20),
            paused_in=gate.paused_in,
        )
        policy, slots = WorkerPolicy("worker-1", clock, LEASE, 60, QUEUES), TenantJobSlots(8)
        dispatch, report = Dispatch(self._publisher), JobReport(WorkerMetrics(Registrar()))
        chain = JobChain(runner, self._ledger, dispatch, gate, slots, policy, report=report)
        self._worker = Worker(chain, slots, dispatch, concurrency=8)
        watch = RelayWatch(MongoBacklog(database), _empty, RelayMetrics(Registrar()), QUEUES)
        rules = RelayPolicy("relay", QUEUES, interval=timedelta(seconds=10), grace=timedelta(seconds=30))
        self._relay = Relay(MongoRelayLedger(database), dispatch, gate, _empty, clock, rules, watch=watch)

    async def place(self, order: dict[str, Any]) -> JobMessage:
        """Let a customer order, and Omnium tell of it."""
        stored = await self.stage.omnium.put(f"/_sim/orders/{order['id']}?compute=true", order)
        assert stored.status == 200, stored.text
        told = {"className": "Order", "objectId": order["id"], "objectNumber": order["orderNumber"]}
        message = a_message(order["id"]).model_copy(update={"event": told | {"storeId": order["storeId"]}})
        await self._ledger.record([message])
        return message

    async def deliver(self, message: JobMessage) -> JobEntry:
        """Let the broker deliver; what the job is then."""
        await self._worker.on_delivery(MemoryDelivery(message.queue, message.encode()))
        entry = await self._log.get(message.job_id)
        assert entry is not None
        return entry

    async def pause(self, scope: str) -> None:
        """Do as `flow-omnium jobs pause` does, and wait until the worker knows."""
        await self._pauses.pause(Pause(scope, "kari", NOON, "stocktaking"))
        assert await until("the pause is known", lambda: self._knows(scope, is_set=True))

    async def resumed(self, scope: str) -> list[JobMessage]:
        """Lift a pause; what the relay publishes then."""
        await self._pauses.resume(scope)
        assert await until("the end of the pause is known", lambda: self._knows(scope, is_set=False))
        self._clock.advance(timedelta(seconds=1))
        self._publisher.published.clear()
        await self._relay.relay_once()
        return [published.message for published in self._publisher.published]

    def in_shop(self) -> dict[str, str]:
        """The orders that Flow has, with their stores."""
        return {uid: order["storeUid"] for uid, order in self.stage.tenant.orders.items()}

    async def _knows(self, scope: str, *, is_set: bool) -> bool:
        return (scope in self._cache.scopes) is is_set


async def _tenant(_uid: str) -> Tenant:
    return TENANT


async def _empty(_queue: str) -> int:
    return 0


@pytest.fixture
async def suite(database: Database) -> AsyncIterator[Suite]:
    await DatabaseSchema(database).create_missing()
    async with opened() as stage, PauseCache(MongoPauses(database), refresh_seconds=0.02) as pauses:
        await stage.empty()
        yield Suite(database, stage, pauses)


def demo_order() -> dict[str, Any]:
    """The demo's Click & Collect order: placed in the web shop, handed over in Oslo."""
    order: dict[str, Any] = json.loads(
        files("local_stack.demo").joinpath("click-and-collect.json").read_text()
    )
    assert (order["id"], order["storeId"]) == (DEMO, "web")
    return order


def order_of_two_shops() -> dict[str, Any]:
    """The same order, with a line for each of two shops."""
    order = demo_order()
    (shipment,) = order["orderForm"]["shipments"]
    first, second = shipment["lineItems"]
    order["orderForm"]["shipments"] = [
        shipment | {"lineItems": [first]},
        shipment | {"shipmentId": "2", "warehouseCode": "bergen", "lineItems": [second]},
    ]
    for one in order["orderForm"]["shipments"]:
        one.pop("pickUpWarehouseCode", None)
    return order


async def test_an_order_for_a_paused_store_does_not_reach_it_whatever_store_the_event_names(
    suite: Suite,
) -> None:
    await suite.pause(OSLO)

    held = await suite.deliver(await suite.place(demo_order()))

    assert (held.state, held.held_by, held.store_uid) == (JobState.HELD, OSLO, "oslo")
    assert (held.failures, held.attempt_count) == (0, 0)
    assert "demo-1001" in held.numbers
    assert suite.in_shop() == {}


async def test_once_the_store_is_resumed_the_order_stands_in_it(suite: Suite) -> None:
    await suite.pause(OSLO)
    await suite.deliver(await suite.place(demo_order()))

    (message,) = await suite.resumed(OSLO)
    done = await suite.deliver(message)

    assert (done.state, done.attempt_count) == (JobState.DONE, 1)
    assert suite.in_shop() == {DEMO: "oslo"}


async def test_a_pause_of_the_web_shop_holds_no_order_that_oslo_hands_over(suite: Suite) -> None:
    await suite.pause(WEB)

    done = await suite.deliver(await suite.place(demo_order()))

    assert (done.state, done.store_uid) == (JobState.DONE, "oslo")
    assert suite.in_shop() == {DEMO: "oslo"}


async def test_a_pause_that_is_set_while_the_run_reads_both_sides_still_holds_it(suite: Suite) -> None:
    message = await suite.place(demo_order())
    suite.sync.meanwhile = lambda: suite.pause(OSLO)

    held = await suite.deliver(message)

    assert (held.state, held.held_by, suite.sync.planned) == (JobState.HELD, OSLO, 1)
    assert suite.in_shop() == {}


@pytest.mark.parametrize("paused", [OSLO, BERGEN])
async def test_an_order_of_two_stores_waits_for_both(suite: Suite, paused: str) -> None:
    await suite.pause(paused)

    held = await suite.deliver(await suite.place(order_of_two_shops()))

    assert (held.state, held.held_by) == (JobState.HELD, paused)
    assert paused == f"store:acme/{held.store_uid}"
    assert {held.store_uid, *held.other_stores} == {"oslo", "bergen"}
    assert suite.in_shop() == {}


async def test_a_store_to_which_nothing_is_to_be_written_holds_no_order(suite: Suite) -> None:
    await suite.deliver(await suite.place(demo_order()))
    await suite.pause(OSLO)

    agreed = await suite.deliver(await suite.place(demo_order()))

    assert (agreed.state, agreed.store_uid) == (JobState.IGNORED, "oslo")
