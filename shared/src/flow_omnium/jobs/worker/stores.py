"""What a worker opens first: the database, and everything that is read from it or kept in it."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.jobs.circuits.board import REFRESH_SECONDS, CircuitBoard
from flow_omnium.jobs.circuits.circuit import Pace
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.pauses import MongoPauses, PauseCache
from flow_omnium.jobs.ledger.reading import Unreadables
from flow_omnium.jobs.ledger.recovering import MongoRecoveryLedger
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.metrics import WorkerServiceMetrics
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.rest.hearing import Hearing
from flow_omnium.runtime.database import Database, DatabaseClient, ping
from flow_omnium.runtime.database_clock import DatabaseClock
from flow_omnium.runtime.service_base import open_client
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.runtime.trace_export import open_tracer
from flow_omnium.runtime.tracing import Tracer
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.schema.watch import SchemaWatch
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantReader
from flow_omnium.tenants.stored import whole_tenant
from flow_omnium.tenants.tenant import Tenant

OpenLedger = Callable[[Database, Unreadables], RunLedger]


@dataclass(frozen=True)
class Stores:
    """What rests on the database, with the metrics, traces and supervision that all of it uses."""

    client: DatabaseClient
    schema: SchemaWatch
    ledger: RunLedger
    relay_ledger: MongoRelayLedger
    tenants: TenantDirectory[Tenant]
    gate: Gate
    leases: LeaseRenewer
    circuits: CircuitBoard
    recovery_ledger: MongoRecoveryLedger
    hearing: Hearing
    clock: DatabaseClock
    backlog: MongoBacklog
    marks: MongoMarks
    job_hours: MongoJobHours
    metrics: WorkerServiceMetrics
    tracer: Tracer
    supervisor: Supervisor

    async def ping(self) -> None:
        """Raise where the database does not answer."""
        await ping(self.client)


async def open_stores(
    stack: AsyncExitStack, settings: WorkerServiceSettings, name: str, open_ledger: OpenLedger
) -> Stores:
    """Open them in order; the stack closes them in the reverse one. `name` is the service's."""
    metrics, tracer = WorkerServiceMetrics(), open_tracer(name, settings.otel_exporter_otlp_endpoint)
    stack.push_async_callback(tracer.close)
    supervisor = stack.enter_context(Supervisor(metrics.service))
    client = open_client(stack, name, settings, tracer)
    database = client[settings.mongodb_database]
    watch = SchemaWatch(DatabaseSchema(database), metrics.schema, supervisor)
    schema = await stack.enter_async_context(watch)
    tenants = await stack.enter_async_context(_tenants(settings, database, metrics, supervisor))
    pauses = await stack.enter_async_context(PauseCache(MongoPauses(database), supervisor))
    clock = await stack.enter_async_context(DatabaseClock(client, metrics.service, supervisor))
    unreadables = Unreadables(metrics.service)
    board = CircuitBoard(
        MongoCircuits(database, unreadables),
        clock,
        Pace.of(settings.retry_unit_seconds),
        metrics.circuits,
        supervisor,
        refresh_seconds=min(REFRESH_SECONDS, settings.relay_interval_seconds),
    )
    circuits = await stack.enter_async_context(board)
    gate = Gate(tenants.lookup, lambda: pauses.scopes, circuits)
    ledger = open_ledger(database, unreadables)
    leases = LeaseRenewer(ledger, clock, timedelta(seconds=settings.lease_seconds), supervisor)
    await stack.enter_async_context(leases)
    relay_ledger, backlog = MongoRelayLedger(database, unreadables), MongoBacklog(database)
    return Stores(
        client=client,
        schema=schema,
        ledger=ledger,
        relay_ledger=relay_ledger,
        tenants=tenants,
        gate=gate,
        leases=leases,
        circuits=circuits,
        recovery_ledger=MongoRecoveryLedger(database, unreadables),
        hearing=Hearing(),
        clock=clock,
        backlog=backlog,
        marks=MongoMarks(database),
        job_hours=MongoJobHours(database),
        metrics=metrics,
        tracer=tracer,
        supervisor=supervisor,
    )


def _tenants(
    settings: WorkerServiceSettings,
    database: Database,
    metrics: WorkerServiceMetrics,
    supervisor: Supervisor,
) -> TenantDirectory[Tenant]:
    # A worker opens no secrets of Omnium, which are the token-manager's, and no webhook secrets, which are the gateway's.
    keyring = Keyring.of({Purpose.FLOW: settings.flow_keys()}, settings.destinations())
    reader = TenantReader(database[TENANTS], whole_tenant(keyring, frozenset({Purpose.FLOW})))
    return TenantDirectory(reader, metrics.service, supervisor)
