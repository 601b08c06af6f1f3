"""Both systems over real HTTP and a real database, and the reconciliation of orders between them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.jobs.worker.other_jobs import NoOthers, Wanted
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.reconciliation.report import Report, Row
from flow_omnium.reconciliation.run import ReportParts
from flow_omnium.reconciliation.task import ReconciliationTask
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.task import TaskRun
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync.app import build_syncs
from order_sync.reconciliation import MEANING, compares_of
from simulators.testing import SECRET, Api, running_flow, running_omnium

TENANT = a_tenant(
    flow={"apiToken": SECRET},
    parameters={
        "OMNIUM_CLIENT_ID": "tester",
        "OMNIUM_CLIENT_SECRET": "made-up-client-secret",
    },
    stores={"oslo": {"marketId": "NOR"}, "bergen": {"marketId": "NOR"}},
)


@dataclass
class World:
    """Both systems, the database, and what compares."""

    omnium: Api
    flow: Api
    clients: tuple[OmniumClient, FlowClient]
    database: Database
    syncs: Syncs
    made: list[Wanted] = field(default_factory=list)

    @property
    def store(self) -> MongoReconciliations:
        """Where reports are kept."""
        return MongoReconciliations(self.database)

    async def put(self, order: dict[str, Any]) -> None:
        """Let Omnium hold an order just as it is given, modified now."""
        modified = datetime.now(UTC).isoformat()
        answer = await self.omnium.put(f"/_sim/orders/{order['id']}", {"modified": modified, **order})
        assert answer.status == 200

    async def act(self, act: str, **fields: object) -> None:
        """Let somebody in the shop do something."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        assert answer.status == 200, answer.text

    async def run_job(self, kind: JobKind, key: str) -> None:
        """Run one job as a worker does."""
        job = JobContext("job-1", TENANT, kind, key, {}, datetime.now(UTC))
        try:
            await handlers_of(self.syncs)[kind](job)
        except Ignored:
            return

    async def run_jobs_of(self, order_id: str) -> None:
        """Bring an order of Omnium to the shop, and back what the shop makes of it."""
        for kind in (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER):
            await self.run_job(kind, order_id)

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """See `MakesJobs.make`: into the ledger, without a broker."""
        self.made += wanted
        messages = [
            new_message(
                job_id=f"{one.kind.value}-{one.key}",
                tenant_uid=tenant_uid,
                kind=one.kind,
                key=one.key,
                event=dict(one.event),
                accepted_at=datetime.now(UTC),
            )
            for one in wanted
        ]
        return sum(one.is_new for one in await MongoRunLedger(self.database).record(messages))

    def task(self, syncs: Syncs | None = None) -> ReconciliationTask:
        """Return the task, as a process that has just begun has it."""
        parts = ReportParts(
            self.store,
            syncs or self.syncs,
            MEANING,
            MongoSeen(self.database),
            self,
            SystemClock(),
            Pace(per_second=float("inf")),
        )
        return ReconciliationTask(parts, compares_of(*self.clients), NoOthers())

    async def order(self, kind: ReconciliationKind = ReconciliationKind.ORDERS, **wanted: Any) -> str:
        """Order a report of the last hour, unless ids are wanted."""
        now = datetime.now(UTC)
        since = None if "ids" in wanted else now - timedelta(hours=1)
        return (
            await self.store.order(ReconciliationOrder("acme", kind, "kari", now, since=since, **wanted))
        ).id

    async def report(self, id_: str) -> tuple[Report, dict[str, Row]]:
        """Return a report, and its rows by their keys; of one that differs both ways, the way to the shop."""
        found = await self.store.read(id_)
        assert found is not None
        return found, {row.key: row for row in reversed(await self.store.rows(id_, 10_000))}

    async def reconciled(self, **wanted: Any) -> tuple[Report, dict[str, Row]]:
        """Order a report, work it off, and return it with its rows."""
        id_ = await self.order(**wanted)
        await self.work()
        return await self.report(id_)

    async def work(self, syncs: Syncs | None = None) -> None:
        """Run the task once, as somebody has asked for."""
        now = datetime.now(UTC)
        run = TaskRun(TENANT, TaskName.RECONCILE_ORDERS, now, request=RunRequest("kari", now))
        await self.task(syncs).run(run)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    """Omnium and Flow, running; connections are not kept, so that no library repeats a call."""
    await DatabaseSchema(database).create_missing()
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium() as omnium,
        running_flow() as flow,
    ):
        clients = (
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        await omnium.patch("/_sim/config", {"queuedSeconds": 0})
        yield World(omnium, flow, clients, database, build_syncs(*clients))
