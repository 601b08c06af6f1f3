"""Very many tenants in the database and in both simulators, written at once instead of by a command for each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import MongoClient, UpdateOne
from pymongo.collection import Collection

from admin_console.settings import TenantSettings
from benchmarks.polling.plan import INTERVALS, POLLS
from benchmarks.polling.tenants import Polled
from flow_omnium.polling.service import settings_of
from flow_omnium.tasks.documents import RECORD, document_of
from flow_omnium.tasks.kind import RECONCILIATIONS, TaskName
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tenants.keyring import Keyring
from flow_omnium.tenants.sealing import sealed_document
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.webhook_secrets import HASHES, hashes_for
from local_stack.infrastructure import Infrastructure
from local_stack.simulators import Simulators
from local_stack.suite import CONSOLE, Endpoints, Suite

Document = dict[str, Any]

DATABASE: Final = "flow_omnium_many"
_AT_ONCE: Final = 1_000
_FAR: Final = timedelta(hours=12)
_TASKS: Final = (*(task for tasks in POLLS.values() for task in tasks), *RECONCILIATIONS)


@dataclass(frozen=True)
class Many:
    """The suite, not started, beside what it stands on."""

    infrastructure: Infrastructure
    suite: Suite
    database: MongoClient[Document]
    uids: Sequence[str]

    @property
    def tenants(self) -> Collection[Document]:
        """Where they are stored."""
        return self.database[DATABASE]["tenants"]

    @property
    def tasks(self) -> Collection[Document]:
        """Where their tasks are stored."""
        return self.database[DATABASE]["tasks"]

    def spread_polls(self) -> None:
        """Let no poll be due before tomorrow."""
        self._due(datetime.now(UTC) + _FAR)

    def make_polls_due(self) -> None:
        """Let all polls be due at once, as after an outage of minutes."""
        self._due(datetime.now(UTC))

    def _due(self, at: datetime) -> None:
        polls = {"task": {"$in": [task.value for task in INTERVALS]}}
        self.tasks.update_many(polls, {"$set": {"dueAt": at}, "$inc": {"version": 1}})

    def change(self, uid: str) -> None:
        """Let a tenant have changed."""
        self.tenants.bulk_write([UpdateOne({"_id": uid}, {"$inc": {"revision": 1}})])


@contextmanager
def furnished(count: int) -> Iterator[Many]:
    """Start broker, database and simulators, and fill them with so many tenants."""
    with (
        Infrastructure("units-many", environ={}) as infrastructure,
        Simulators(infrastructure.run) as simulators,
    ):
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        suite = Suite(infrastructure.run, endpoints, {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": DATABASE})
        suite.cli_checked("schema", "apply")
        polled = Polled(suite, simulators)
        polled.open_omnium()
        uids = [f"tenant-{number:05}" for number in range(count)]
        polled.open_flow(uids)
        with MongoClient[Document](infrastructure.mongodb_url, tz_aware=True) as client:
            many = Many(infrastructure, suite, client, uids)
            _fill(many, [polled.tenant(uid) for uid in uids])
            try:
                yield many
            finally:
                suite.stop()


def _fill(many: Many, tenants: Sequence[Tenant]) -> None:
    settings = {name.lower(): value for name, value in many.suite.environment_of(CONSOLE).items()}
    keyring = TenantSettings.model_validate(settings).keyring()
    for start in range(0, len(tenants), _AT_ONCE):
        some = tenants[start : start + _AT_ONCE]
        many.tenants.insert_many([_stored(one, keyring) for one in some])
        many.tasks.insert_many([document_of(RECORD, task) for one in some for task in _ran(one)])


def _stored(tenant: Tenant, keyring: Keyring) -> Document:
    """Write a tenant as `tenants apply` does."""
    settings = sealed_document(tenant, keyring)
    secrets = [secret.get_secret_value() for secret in tenant.webhook_secrets]
    hashes = hashes_for(secrets, settings.get("webhookSecrets"), tenant.tenant_uid)
    now = datetime.now(UTC)
    return {
        "_id": tenant.tenant_uid,
        "revision": 1,
        "updatedAt": now,
        "settings": settings,
        HASHES: hashes,
        "history": [],
    }


def _ran(tenant: Tenant) -> Iterator[TaskRecord]:
    """Yield the tasks of a tenant as if each had run."""
    now = datetime.now(UTC)
    for task, schedule in settings_of(tenant, _TASKS).schedules.items():
        yield _done(tenant.tenant_uid, task, schedule.recurrence().text, now)


def _done(uid: str, task: TaskName, schedule: str, now: datetime) -> TaskRecord:
    ran = TaskRecord(uid, task, watermark=now, full_at=now, schedule=schedule)
    return replace(ran, due_at=now + _FAR, ticket=1, version=1)
