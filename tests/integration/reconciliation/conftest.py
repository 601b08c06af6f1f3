"""Both systems over real HTTP and a real database, and the reconciliations between them, as each service runs its own."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.flagged import MongoFlagged
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.jobs.worker.other_jobs import NoOthers, Wanted
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.report import Report, Row
from flow_omnium.reconciliation.task import ReconciliationTask
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from order_sync import app as order_sync
from order_sync import reconciliation as of_orders
from receivement_sync import app as receivement_sync
from receivement_sync import reconciliation as of_goods
from simulators.clock import seven_digits
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

TENANT = a_tenant(
    flow={"apiToken": SECRET},
    parameters={
        "OMNIUM_CLIENT_ID": "tester",
        "OMNIUM_CLIENT_SECRET": "made-up-client-secret",
    },
    stores={"oslo": {"marketId": "NOR"}, "bergen": {"marketId": "NOR"}},
)
STOCK_IS_FLOWS = TENANT.model_copy(
    update={"stores": a_tenant(stores={"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}, "bergen": {}}).stores}
)


@dataclass(frozen=True)
class Service:
    """What one worker service brings: its plans, what they mean, and how its records are found."""

    task: TaskName
    kind: ReconciliationKind
    syncs: Callable[[OmniumClient, FlowClient], Syncs]
    meaning: Meaning
    compares: Callable[[OmniumClient, FlowClient], Mapping[ReconciliationKind, Compares]]


ORDERS = Service(
    TaskName.RECONCILE_ORDERS,
    ReconciliationKind.ORDERS,
    order_sync.build_syncs,
    of_orders.MEANING,
    of_orders.compares_of,
)
GOODS = Service(
    TaskName.RECONCILE_GOODS,
    ReconciliationKind.RECEPTIONS,
    receivement_sync.build_syncs,
    of_goods.MEANING,
    of_goods.compares_of,
)


@dataclass
class World:
    """Both systems, the database, and what compares."""

    omnium: Api
    flow: Api
    clients: tuple[OmniumClient, FlowClient]
    database: Database
    service: Service
    omnium_state: OmniumState
    tenant: Tenant = TENANT
    made: list[Wanted] = field(default_factory=list)

    @property
    def syncs(self) -> Syncs:
        """Return the plans and writes of each kind of job."""
        return self.service.syncs(*self.clients)

    @property
    def store(self) -> MongoReconciliations:
        """Where reports are kept."""
        return MongoReconciliations(self.database)

    async def put(self, order: dict[str, Any]) -> None:
        """Let Omnium hold an order just as it is given, modified now."""
        modified = datetime.now(UTC).isoformat()
        answer = await self.omnium.put(f"/_sim/orders/{order['id']}", {"modified": modified, **order})
        assert answer.status == 200

    def has_orders(self, names: Iterable[str]) -> None:
        """Let Omnium hold orders that a list tells of, and no more: each modified now, and seen at once."""
        told = {"orderType": "Online", "versionId": "1", "modified": seven_digits(datetime.now(UTC))}
        for name in names:
            self.omnium_state.orders.put(name, {"id": name, **told}, 0)

    async def act(self, act: str, **fields: object) -> None:
        """Let somebody in the shop do something."""
        answer = await self.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        assert answer.status == 200, answer.text

    async def run_job(self, kind: JobKind, key: str, **event: Any) -> None:
        """Run one job as a worker does."""
        job = JobContext("job-1", self.tenant, kind, key, event, datetime.now(UTC))
        try:
            await handlers_of(self.syncs)[kind](job)
        except Ignored:
            return

    async def run_jobs_of(self, order_id: str) -> None:
        """Bring an order of Omnium to the shop, and back what the shop makes of it."""
        for kind in (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER):
            await self.run_job(kind, order_id)

    async def run_made_jobs(self) -> None:
        """Run the jobs that were made, as a worker does, to their end in the ledger."""
        for one in self.made:
            await self.run_job(one.kind, one.key, **one.event)
        self.made.clear()
        await self.database["jobs"].update_many({}, {"$set": {"state": "done"}, "$unset": {"pending": ""}})

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

    def task(
        self, syncs: Syncs | None = None, store: MongoReconciliations | None = None
    ) -> ReconciliationTask:
        """Return the task, as a process that has just begun has it."""
        parts = ReportParts(
            store or self.store,
            syncs or self.syncs,
            self.service.meaning,
            MongoSeen(self.database),
            MongoFlagged(self.database),
            self,
            SystemClock(),
            Pace(per_second=float("inf")),
        )
        return ReconciliationTask(parts, self.service.compares(*self.clients), NoOthers())

    async def order(self, kind: ReconciliationKind | None = None, **wanted: Any) -> str:
        """Order a report of the last hour, unless ids are wanted."""
        now = datetime.now(UTC)
        since = None if "ids" in wanted else now - timedelta(hours=1)
        chosen = kind or self.service.kind
        return (
            await self.store.order(ReconciliationOrder("acme", chosen, "kari", now, since=since, **wanted))
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

    async def work(self, syncs: Syncs | None = None, store: MongoReconciliations | None = None) -> None:
        """Run the task once, as somebody has asked for."""
        now = datetime.now(UTC)
        run = TaskRun(self.tenant, self.service.task, now, request=RunRequest("kari", now))
        await self.task(syncs, store).run(run)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    """Both systems, compared as order-sync does."""
    async with a_world(database, ORDERS) as world:
        yield world


@pytest.fixture
async def goods(database: Database) -> AsyncIterator[World]:
    """Both systems, compared as receivement-sync does; the stock of Oslo is Flow's."""
    async with a_world(database, GOODS) as world:
        world.tenant = STOCK_IS_FLOWS
        yield world


@asynccontextmanager
async def a_world(database: Database, service: Service) -> AsyncIterator[World]:
    """Omnium and Flow, running; connections are not kept, so that no library repeats a call."""
    await DatabaseSchema(database).create_missing()
    state = OmniumState(config=OmniumConfig.model_validate({"queuedSeconds": 0}))
    connector = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        running_omnium(state) as omnium,
        running_flow() as flow,
    ):
        clients = (
            OmniumClient(session, OneToken(omnium.token), omnium_hosts(omnium.url), 8),
            FlowClient(session, flow_hosts(f"{flow.url}/v2")),
        )
        yield World(omnium, flow, clients, database, service, state)
