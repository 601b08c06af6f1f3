"""Entries that this version cannot read, on the real ledger: they stop nobody, are named, and can be cancelled."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import RECORD, SLOT, UNREADABLE
from flow_omnium.jobs.kinds import ORDER_QUEUE, QUEUES
from flow_omnium.jobs.ledger import reading
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.contract import Refusal
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.reading import Unreadables
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.operator.repair import OperatorLedger
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import BATCH, Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.runtime.database import Database, Document
from flow_omnium.runtime.metrics import Registrar, RelayMetrics, ServiceMetrics
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

GONE = object()

FAULTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "kind": {"kind": "stock-forecast"},
        "tenantUid": {"tenantUid": 7},
        "key": {"key": None},
        "record": {"record": GONE},
        "ticket": {"ticket": "one"},
        "acceptedAt": {"acceptedAt": "yesterday"},
        "dueAt": {"dueAt": "soon"},
        "event": {"event": ["id"]},
        "failures": {"failures": "many"},
        "acts": {"acts": "none"},
        "attention.0": {"attention": [7]},
    }
)
"""By the field that is named: what is stored instead."""


class Bench:
    """A relay and a worker's ledger over the real database, the broker in memory."""

    def __init__(self, database: Database) -> None:
        self.jobs = database["jobs"]
        self.registrar = Registrar()
        unreadables = Unreadables(ServiceMetrics(self.registrar))
        self.runs = MongoRunLedger(database, unreadables)
        self.log = JobLog(database)
        self.operator = OperatorLedger(database)
        self.clock = FixedClock(NOON)
        self.publisher = MemoryPublisher()
        gate = Gate(self._find, lambda: ())
        policy = RelayPolicy("relay", QUEUES, interval=timedelta(seconds=10), grace=timedelta(seconds=30))
        watch = RelayWatch(MongoBacklog(database), self._depth, RelayMetrics(self.registrar), QUEUES)
        ledger, dispatch = MongoRelayLedger(database, unreadables), Dispatch(self.publisher)
        self.relay = Relay(ledger, dispatch, gate, self._depth, self.clock, policy, watch=watch)

    async def stored(self, job: JobMessage, **changed: Any) -> str:
        document: Document = new_document(job) | changed
        await self.jobs.insert_one({name: value for name, value in document.items() if value is not GONE})
        return job.job_id

    async def raw(self, job_id: str) -> Document:
        found = await self.jobs.find_one({"_id": job_id})
        assert found is not None
        return found

    async def relayed(self) -> set[str]:
        """The keys of what one pass publishes, ten minutes later."""
        self.clock.advance(timedelta(minutes=10))
        self.publisher.published.clear()
        await self.relay.relay_once()
        return {sent.message.key for sent in self.publisher.published}

    def told(self, name: str, **labels: str) -> float | None:
        return self.registrar.registry.get_sample_value(f"flow_omnium_{name}", labels)

    async def _depth(self, _queue: str) -> int:
        return 0

    async def _find(self, uid: str) -> Tenant | None:
        return a_tenant(uid)


@pytest.fixture
async def bench(database: Database) -> Bench:
    subject = Bench(database)
    await DatabaseSchema(database).create_missing()
    return subject


STATES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "queued": {},
        "waiting": {"state": "waiting"},
        "held for a slot": {"state": "held", "heldBy": SLOT, "heldAt": NOON},
        "held for nothing": {"state": "held"},
        "running": {"state": "running", "pending": GONE, "owner": "gone", "leaseUntil": NOON},
        "running without a lease": {"state": "running", "pending": GONE, "owner": "gone"},
    }
)
RUNNING = {"state": "running", "pending": GONE}
MENDED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "leaseUntil": RUNNING | {"leaseUntil": "x"},
        "owner": RUNNING | {"leaseUntil": NOON, "owner": 7},
        "startedAt": RUNNING | {"leaseUntil": NOON, "startedAt": "then"},
        "heldBy": {"state": "held", "heldBy": 7},
        "heldAt": {"state": "held", "heldBy": SLOT, "heldAt": "then"},
        "nextAttemptAt": {"state": "waiting", "nextAttemptAt": 7},
        "no time is due": {"dueAt": GONE},
    }
)
"""Faults in what stands in an entry only while it runs, is held or waits: setting it aside takes them away."""


@pytest.mark.parametrize("state", STATES)
async def test_the_relay_goes_on_past_every_fault_in_every_state(bench: Bench, state: str) -> None:
    bad = [
        await bench.stored(a_message(f"bad {number}"), **(dict(STATES[state]) | dict(fault)))
        for number, fault in enumerate(FAULTS.values())
    ]
    await bench.stored(a_message("good"), **STATES[state])

    published = await bench.relayed() | await bench.relayed()

    assert "good" in published
    for job_id in bad:
        assert isinstance(await bench.log.look_up(job_id), UnreadableEntry)
        aside = await bench.raw(job_id)
        assert (aside["state"], aside["heldBy"], aside.get("pending")) == ("held", UNREADABLE, None)
    assert bench.told("jobs_unreadable", reason="held") == len(bad)


@pytest.mark.parametrize("field", MENDED)
async def test_what_is_mended_by_setting_it_aside_comes_back_itself(bench: Bench, field: str) -> None:
    job_id = await bench.stored(a_message("1"), **MENDED[field])

    published = await bench.relayed() | await bench.relayed()

    assert published == {"1"}
    assert (await bench.raw(job_id))["state"] == "queued"


async def test_the_log_and_the_count_name_each_once(bench: Bench) -> None:
    job_id = await bench.stored(a_message("1"), kind="stock-forecast")
    for _ in range(3):
        await bench.relayed()

    listed = await bench.log.listed(JobFilter())

    assert [(entry.job_id, entry.field) for entry in listed if isinstance(entry, UnreadableEntry)] == [
        (job_id, "kind")
    ]
    assert bench.told("documents_unreadable_total", collection="jobs") == 1


async def test_any_number_of_older_ones_keeps_no_batch(bench: Bench) -> None:
    """More than a batch of each kind of trouble, all older than the one that can be read."""
    old = NOON - timedelta(days=1)
    documents = [
        new_document(a_message(f"bad {number}")) | {"kind": "stock-forecast", "dueAt": old} | trouble
        for number in range(BATCH + 20)
        for trouble in (
            {},
            {"state": "held", "heldBy": RECORD, "heldAt": old, "pending": False, "key": f"held {number}"},
            {"state": "running", "leaseUntil": old, "pending": False, "record": f"order:{number} running"},
        )
    ]
    for number, document in enumerate(documents):
        document["_id"] = f"bad-{number}"
    await bench.jobs.insert_many(documents)
    await bench.stored(a_message("queued"))
    await bench.stored(a_message("held"), state="held", heldBy=RECORD, heldAt=NOON)
    await bench.stored(a_message("running"), state="running", owner="gone", leaseUntil=NOON)

    assert await bench.relayed() >= {"queued", "held", "running"}


async def test_one_look_sets_a_bounded_number_aside(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ASIDE", 2)
    for number in range(5):
        await bench.stored(a_message(f"bad {number}"), kind="stock-forecast", dueAt=NOON - timedelta(days=1))
    await bench.stored(a_message("good"))
    passes = [await bench.relayed() for _ in range(3)]
    assert passes == [set(), set(), {"good"}]


async def test_a_claimed_one_blocks_neither_its_record_nor_its_key(bench: Bench) -> None:
    bad = a_message("1")
    await bench.stored(bad, acceptedAt="yesterday")

    assert await bench.runs.claim(bad, a_lease()) is Refusal.STALE
    # What was accepted is done by another job in its stead.
    (stead,) = await bench.log.find(JobFilter(key="1"))
    recorded = (await bench.runs.record([a_message("1")]))[0]
    assert (recorded.job_id, recorded.is_new) == (stead.job_id, False)
    assert isinstance(await bench.runs.claim(stead.message(), a_lease()), JobEntry)


async def test_a_held_one_is_passed_over_by_whoever_frees_a_slot_or_a_record(bench: Bench) -> None:
    for held_by in (SLOT, RECORD):
        held = {"state": "held", "heldBy": held_by, "heldAt": NOON, "pending": False}
        early = {"acceptedAt": NOON - timedelta(hours=1)}
        await bench.stored(a_message(f"bad {held_by}"), **held, **early, failures="many", record="order:1")
        await bench.stored(a_message("1"), **held, _id=f"good {held_by}")

    (by_slot,) = await bench.runs.take_held_by_slot("acme", [ORDER_QUEUE], a_lease())
    assert by_slot.job_id == "good slot"
    await bench.jobs.update_one({"_id": "good slot"}, {"$set": {"state": "done"}})
    by_record = await bench.runs.take_held_by_record(a_message("1"), a_lease())
    assert by_record is not None
    assert by_record.job_id == "good record"


@pytest.mark.parametrize("field", FAULTS)
async def test_it_can_be_cancelled_and_keeps_who_did_it(bench: Bench, field: str) -> None:
    job_id = await bench.stored(a_message("1"), **FAULTS[field])
    act = AuditEntry(act="cancel", by="ola", at=NOON, reason="broken")

    assert (await bench.operator.cancel(job_id, act)).done

    raw = await bench.raw(job_id)
    assert (raw["state"], raw["reason"], raw.get("pending"), raw["acts"][-1]["by"]) == (
        "cancelled",
        "broken",
        None,
        "ola",
    )
    assert not (await bench.operator.cancel(job_id, act)).done


async def test_one_that_another_version_runs_is_not_cancelled(bench: Bench) -> None:
    job_id = await bench.stored(
        a_message("1"), kind="stock-forecast", state="running", leaseUntil=NOON + timedelta(minutes=1)
    )
    outcome = await bench.operator.cancel(job_id, AuditEntry(act="cancel", by="ola", at=NOON))
    assert not outcome.done
    assert "is running" in outcome.what


async def test_what_a_newer_version_left_behind_is_counted_and_left_to_it(bench: Bench) -> None:
    await bench.stored(a_message("1"), state="postponed")
    forecast = await bench.stored(a_message("2"), queue="external_forecasts", kind="stock-forecast")
    await bench.stored(a_message("3"), queue="external_forecasts", kind="stock-forecast", state="done")
    before = await bench.raw(forecast)

    assert await bench.relayed() == set()

    assert bench.told("jobs_unreadable", reason="foreign") == 2
    assert await bench.raw(forecast) == before


async def test_one_that_a_later_version_can_read_comes_back_by_itself(bench: Bench) -> None:
    job_id = await bench.stored(a_message("1"), kind="stock-forecast")
    await bench.relayed()
    assert (await bench.raw(job_id))["heldBy"] == UNREADABLE

    await bench.jobs.update_one({"_id": job_id}, {"$set": {"kind": "inbound-order"}})

    assert await bench.relayed() == {"1"}


async def test_a_backlog_whose_ages_are_no_times_is_told(bench: Bench, database: Database) -> None:
    await bench.stored(a_message("1"), acceptedAt="yesterday")
    await bench.stored(a_message("2"))
    found = await MongoBacklog(database).pending()
    assert {pending.oldest for pending in found.values()} == {NOON}


async def test_an_id_of_another_type_is_found_by_its_text(bench: Bench) -> None:
    await bench.jobs.insert_one(new_document(a_message("1")) | {"_id": 4711})
    assert (await bench.operator.cancel("4711", AuditEntry(act="cancel", by="ola", at=NOON))).done
