"""The suite beside the simulators, and the three states in which its polls are measured."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import MongoClient, UpdateOne
from pymongo.collection import Collection

from benchmarks.polling.meter import Hour, Meter, Reading, hour_of
from benchmarks.polling.plan import (
    BUSY_SECONDS,
    FASTER,
    IDLE_SECONDS,
    INTERVALS,
    MANY_SECONDS,
    POLLS,
    RESTING_SECONDS,
    TENANTS,
)
from benchmarks.polling.records import Records
from benchmarks.polling.tenants import Polled
from flow_omnium.polling.service import settings_of
from flow_omnium.tasks.documents import RECORD, document_of
from flow_omnium.tasks.kind import POLLS as ALL_POLLS
from flow_omnium.tasks.kind import RECONCILIATIONS, TaskName
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tenants.tenant import Tenant
from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite

Document = dict[str, Any]

RARELY: Final = dict.fromkeys(("orders", "receipts", "receivements", "stock"), "24h")
_NAMES: Final = {
    "orders": TaskName.POLL_OMNIUM_ORDERS,
    "receipts": TaskName.POLL_RECEIPTS,
    "receivements": TaskName.POLL_RECEIVEMENTS,
    "stock": TaskName.POLL_STOCK,
}
FASTER_POLLS: Final = {
    key: f"{INTERVALS[task].total_seconds() / FASTER:.0f}s" for key, task in _NAMES.items()
}
OFTEN: Final = "RELAY_INTERVAL_SECONDS"
SETTINGS: Final = {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": "flow_omnium_polling", OFTEN: "0.5"}
_PATIENCE: Final = 90.0
_FAR: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Bench:
    """Everything that runs."""

    suite: Suite
    meter: Meter
    polled: Polled
    database: Mapping[str, Collection[Document]]

    def one(self, uid: str, what: str, seconds: float, prepare: Callable[[], None]) -> tuple[Hour, Reading]:
        """Measure one tenant, which is polled faster and gone afterwards."""
        self.polled.open_flow([uid])
        self.polled.apply([self.polled.tenant(uid, RARELY)])
        self._awaited_runs([uid], 1)
        resting = self.meter.over(RESTING_SECONDS)
        self.polled.apply([self.polled.tenant(uid, FASTER_POLLS)])
        prepare()
        measured = self.meter.over(seconds)
        self.polled.apply([self.polled.tenant(uid, FASTER_POLLS, active=False)])
        return hour_of(what, 1, measured, resting), measured

    def idle(self) -> Hour:
        """Measure a tenant at which nothing changes."""
        return self.one("idle", "one tenant, idle", IDLE_SECONDS, lambda: time.sleep(3))[0]

    def busy(self) -> tuple[Hour, Reading]:
        """Measure a tenant at which as much has changed as a poll finds, all of which the jobs have seen."""
        records = Records(self.polled.simulators, "busy")

        def prepare() -> None:
            records.make()
            awaited("every change is known", self._all_is_known, _PATIENCE)

        return self.one("busy", "one tenant, busy", BUSY_SECONDS, prepare)

    def many(self) -> tuple[Hour, float]:
        """Measure idle tenants as often as they are polled by default; also return the seconds that a poll of all in one go takes."""
        self.suite.environment.pop(OFTEN)
        for worker in self.suite.workers:
            worker.stop()
        # Its orders are everybody's here: a tenant of its own would see none of those of another.
        self.polled.simulators.omnium("POST", "/_sim/reset")
        self.polled.open_omnium()
        tenants = [self.polled.tenant(f"many-{number:03}") for number in range(TENANTS)]
        uids = [one.tenant_uid for one in tenants]
        self.polled.open_flow(uids)
        self.database["tasks"].insert_many(_as_after_hours(tenants))
        self.polled.apply(tenants)
        for worker in self.suite.workers:
            worker.start()
        self._awaited_runs(uids, 2, (TaskName.POLL_OMNIUM_ORDERS,))
        in_one_go = self._took(TaskName.POLL_OMNIUM_ORDERS, uids)
        resting = self.meter.over(RESTING_SECONDS)
        self._spread(uids)
        return hour_of(f"{TENANTS} tenants, idle", TENANTS, self.meter.over(MANY_SECONDS), resting), in_one_go

    def _awaited_runs(
        self, uids: Sequence[str], ticket: int, tasks: Sequence[TaskName] = tuple(ALL_POLLS)
    ) -> None:
        wanted = {
            "tenantUid": {"$in": list(uids)},
            "task": {"$in": [task.value for task in tasks]},
            "state": "idle",
            "ticket": {"$gte": ticket},
        }
        number = len(uids) * len(tasks)
        told = f"{number} polls have ended"
        awaited(told, lambda: self.database["tasks"].count_documents(wanted) == number or None, _PATIENCE)

    def _took(self, task: TaskName, uids: Sequence[str]) -> float:
        """Return the seconds from the beginning of the first run to the end of the last one."""
        wanted = {"task": task.value, "tenantUid": {"$in": list(uids)}}
        found = list(self.database["tasks"].find(wanted, {"startedAt": 1, "last.endedAt": 1}))
        began = min(each["startedAt"] for each in found)
        ended = max(each["last"]["endedAt"] for each in found)
        seconds: float = (ended - began).total_seconds()
        return seconds

    def _all_is_known(self) -> bool | None:
        """Tell whether no job waits, and further polls make none."""
        jobs = self.database["jobs"]
        before = jobs.count_documents({})
        if not before or jobs.find_one({"pending": True}):
            return None
        time.sleep(2 * INTERVALS[TaskName.POLL_RECEIPTS].total_seconds() / FASTER)
        return jobs.count_documents({}) == before or None

    def _spread(self, uids: Sequence[str]) -> None:
        """Spread the polls over their intervals, as they are after some hours."""
        now, chance = datetime.now(UTC), random.Random(1)  # noqa: S311 - not for secrets
        tasks = [(uid, task, every) for uid in uids for task, every in INTERVALS.items()]
        self.database["tasks"].bulk_write(
            [
                UpdateOne(
                    {"_id": TaskRecord(uid, task).key},
                    {"$set": {"dueAt": now + every * chance.random()}, "$inc": {"version": 1}},
                )
                for uid, task, every in tasks
            ]
        )


def _as_after_hours(tenants: Sequence[Tenant]) -> list[Document]:
    """Return the tasks of tenants as if each had run: orders of Omnium are due now, all else much later."""
    now = datetime.now(UTC)
    names = [*(task for tasks in POLLS.values() for task in tasks), *RECONCILIATIONS]
    found: list[Document] = []
    for tenant in tenants:
        for task, schedule in settings_of(tenant, names).schedules.items():
            due = now if task is TaskName.POLL_OMNIUM_ORDERS else now + _FAR
            text = schedule.recurrence().text
            done = TaskRecord(
                tenant.tenant_uid,
                task,
                watermark=now,
                full_at=now,
                schedule=text,
                due_at=due,
                ticket=1,
                version=1,
            )
            found.append(document_of(RECORD, done))
    return found


@contextmanager
def opened() -> Iterator[Bench]:
    """Start everything, without a tenant."""
    with (
        Infrastructure("bench-polling", environ={}) as infrastructure,
        Simulators(infrastructure.run) as simulators,
    ):
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        with Suite(infrastructure.run, endpoints, SETTINGS) as suite:
            client = MongoClient[Document](infrastructure.mongodb_url, tz_aware=True)
            database = client[SETTINGS["MONGODB_DATABASE"]]
            polled = Polled(suite, simulators)
            polled.open_omnium()
            collections = {name: database[name] for name in ("tasks", "jobs")}
            yield Bench(suite, Meter(infrastructure, suite, simulators), polled, collections)
