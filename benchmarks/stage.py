"""Broker, database and the four systems on them, none of them started yet."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.broker_view import BrokerView
from benchmarks.ledger_view import LedgerView
from benchmarks.peers import bare, celery_app, faststream_broker
from benchmarks.plan import JOBS_AT_ONCE, LATENESS_UNIT_SECONDS
from benchmarks.program import Worker, celery_worker, door, module, on_path
from benchmarks.system import System
from flow_omnium.jobs.backoff import wait_delays_ms
from flow_omnium.jobs.kinds import ORDER_QUEUE, QUEUES
from local_stack.infrastructure import Infrastructure
from local_stack.suite import Endpoints, Suite

OURS = "webhook-gateway"
CELERY = "FastAPI + Celery"
FASTSTREAM = "FastAPI + FastStream"
BARE = "bare aiohttp"

TENANT_FILE = Path(__file__).parent / "ours" / "tenant.yaml"
EVENTS_PATH = "/v1/tenants/bench/omnium/events"
UNKNOWN = "http://127.0.0.1:9"
DEFAULT_UNIT_SECONDS = 60.0
CELERY_OPTIONS = (
    "--pool",
    "threads",
    "--concurrency",
    "20",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
)


@dataclass(frozen=True)
class Stage:
    """Everything that a measure needs."""

    infrastructure: Infrastructure
    suite: Suite
    broker: BrokerView
    ledger: LedgerView
    ours: System
    celery: System
    faststream: System
    bare: System

    @property
    def systems(self) -> tuple[System, ...]:
        """All four, in the order of their turns."""
        return (self.ours, self.celery, self.faststream, self.bare)

    @property
    def pids(self) -> dict[str, int | None]:
        """The processes of broker and database."""
        parts = {"broker": self.infrastructure.broker, "database": self.infrastructure.database}
        return {name: getattr(part, "pid", None) for name, part in parts.items()}

    def worker(self, handler: str, unit_seconds: float = DEFAULT_UNIT_SECONDS) -> Worker:
        """One of our workers, with a handler of `benchmarks.ours.worker`."""
        return _our_worker(self.infrastructure, self.suite, handler, unit_seconds)

    def clear(self) -> None:
        """Delete every queue and every job, and make anew what our services need but may not make themselves."""
        for system in self.systems:
            self.broker.delete(system.queues)
        self.ledger.clear()
        self.suite.cli_checked("schema", "apply")


@contextmanager
def set_up() -> Iterator[Stage]:
    """Start broker and database, register the tenant, and end everything afterwards."""
    # Always private servers: their queues and jobs are deleted again and again.
    with (
        Infrastructure("bench", environ={}) as infrastructure,
        BrokerView(infrastructure.amqp_url) as broker,
    ):
        ledger = LedgerView(infrastructure.mongodb_url)
        secret = secrets.token_urlsafe()
        endpoints = Endpoints.on(infrastructure, UNKNOWN, UNKNOWN)
        suite = Suite(infrastructure.run, endpoints, {"LOG_LEVEL": "WARNING"})
        suite.cli_checked("schema", "apply")
        suite.cli_checked("tenants", "apply", str(TENANT_FILE), env={"BENCH_SECRET": secret})
        stage = _stage(infrastructure, suite, broker, ledger, secret)
        try:
            yield stage
        finally:
            for system in stage.systems:
                system.door.stop()
            ledger.close()


def _stage(
    infrastructure: Infrastructure, suite: Suite, broker: BrokerView, ledger: LedgerView, secret: str
) -> Stage:
    peers = _Peers(infrastructure, broker, secret)
    return Stage(
        infrastructure,
        suite,
        broker,
        ledger,
        ours=_ours(infrastructure, suite, broker, ledger, secret),
        celery=peers.system(
            CELERY, "celery", celery_app.QUEUE, celery_worker("benchmarks.peers.celery_app", *CELERY_OPTIONS)
        ),
        faststream=peers.system(
            FASTSTREAM, "faststream", faststream_broker.QUEUE, module("benchmarks.peers.faststream_worker")
        ),
        bare=peers.system(BARE, "bare", bare.QUEUE, None),
    )


def _ours(
    infrastructure: Infrastructure, suite: Suite, broker: BrokerView, ledger: LedgerView, secret: str
) -> System:
    return System(
        OURS,
        suite.gateway,
        EVENTS_PATH,
        secret,
        _our_queues(),
        durable=ledger.keys,
        queued=lambda: broker.depth(ORDER_QUEUE),
        done=lambda: ledger.count(state="done"),
        left=lambda: ledger.total() - ledger.count(state="done"),
        worker=_our_worker(infrastructure, suite, "empty", DEFAULT_UNIT_SECONDS),
    )


class _Peers:
    def __init__(self, infrastructure: Infrastructure, broker: BrokerView, secret: str) -> None:
        self._run = infrastructure.run
        self._broker = broker
        self._secret = secret
        self._env = {
            "AMQP_URL": infrastructure.amqp_url,
            "BENCH_SECRET": secret,
            "BENCH_PREFETCH": str(JOBS_AT_ONCE),
        }

    def system(self, name: str, short: str, queue: str, worker: list[str | Path] | None) -> System:
        return System(
            name,
            door(f"{short}-door", _DOORS[name], self._env, self._run),
            "/events",
            self._secret,
            [queue],
            durable=lambda _label: self._broker.depth(queue),
            queued=lambda: self._broker.depth(queue),
            done=lambda: -self._broker.depth(queue),
            left=lambda: self._broker.depth(queue),
            worker=Worker(f"{short}-worker", worker, on_path(self._env), self._run) if worker else None,
        )


_DOORS = {
    CELERY: "benchmarks.peers.celery_door",
    FASTSTREAM: "benchmarks.peers.faststream_door",
    BARE: "benchmarks.peers.bare",
}


def _our_worker(infrastructure: Infrastructure, suite: Suite, handler: str, unit_seconds: float) -> Worker:
    env = {
        **suite.environment_of("order-sync"),
        "RETRY_UNIT_SECONDS": str(unit_seconds),
        "WORKER_CONCURRENCY": str(JOBS_AT_ONCE),
        "TENANT_CONCURRENCY": str(JOBS_AT_ONCE),
    }
    command = module("benchmarks.ours.worker", handler)
    return Worker(f"our-{handler}-worker-{unit_seconds:g}", command, env, infrastructure.run)


def _our_queues() -> list[str]:
    units = (DEFAULT_UNIT_SECONDS, LATENESS_UNIT_SECONDS)
    delays = {delay for unit in units for delay in wait_delays_ms(unit)}
    waits = [f"{name}.wait.{delay}" for name in QUEUES for delay in sorted(delays)]
    return [*QUEUES, *(f"{name}.parked" for name in QUEUES), *waits]
