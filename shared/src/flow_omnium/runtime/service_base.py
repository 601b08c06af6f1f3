"""What a service that stands on the database opens before all else: traces, supervision, the database, and its clock."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from pydantic import AnyHttpUrl, SecretStr

from flow_omnium.runtime.database import Database, DatabaseClient, connect
from flow_omnium.runtime.database_clock import DatabaseClock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.runtime.trace_export import open_tracer
from flow_omnium.runtime.tracing import Tracer


class BaseSettings(Protocol):
    """What it has to be told."""

    @property
    def mongodb_url(self) -> SecretStr:
        """Where the database is."""
        ...

    @property
    def mongodb_database(self) -> str:
        """The name of the suite's database."""
        ...

    @property
    def otel_exporter_otlp_endpoint(self) -> AnyHttpUrl | None:
        """Where traces go, None: nowhere."""
        ...


@dataclass(frozen=True)
class ServiceBase:
    """What is open. `clock` is the suite's (UTC); until the database has answered it tells this machine's time."""

    tracer: Tracer
    supervisor: Supervisor
    client: DatabaseClient
    database: Database
    clock: DatabaseClock


async def open_base(
    stack: AsyncExitStack, name: str, settings: BaseSettings, metrics: ServiceMetrics
) -> ServiceBase:
    """Open it for the service of this name; the stack closes it."""
    tracer = open_tracer(name, settings.otel_exporter_otlp_endpoint)
    stack.push_async_callback(tracer.close)
    supervisor = stack.enter_context(Supervisor(metrics))
    client = open_client(stack, name, settings, tracer)
    clock = await stack.enter_async_context(DatabaseClock(client, metrics, supervisor))
    return ServiceBase(tracer, supervisor, client, client[settings.mongodb_database], clock)


def open_client(stack: AsyncExitStack, name: str, settings: BaseSettings, tracer: Tracer) -> DatabaseClient:
    """Connect to the database; the stack closes the connections."""
    url, logger = settings.mongodb_url.get_secret_value(), get_logger("database")
    client = connect(url, application=name, listeners=tracer.database_listeners, logger=logger)
    stack.callback(client.close)
    return client
