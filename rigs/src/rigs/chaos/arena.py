"""Everything that is broken in turn: broker, database, a gateway, two order workers, the token-manager, and both
simulators."""

import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.service import Service
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite
from rigs.chaos.fuse import Stage
from rigs.chaos.load import EVENTS_PER_ORDER, Load
from rigs.chaos.tenants import ChaosTenant, apply_tenants
from rigs.chaos.verdict import Verdict, judge
from rigs.chaos.witness import Ledger

QUICK: Mapping[str, str] = {
    "RETRY_UNIT_SECONDS": "0.03",
    "LEASE_SECONDS": "2",
    "RELAY_INTERVAL_SECONDS": "0.3",
    "RELAY_GRACE_SECONDS": "0.75",
    "JOB_TIMEOUT_SECONDS": "10",
}
"""Times that suit a test."""

_NO_LIMITS = {"concurrentPerUser": 1000, "concurrentPerTenant": 1000, "bucketCapacity": 1_000_000}
"""Omnium's limits would only add waiting; they have tests of their own."""


@dataclass
class Arena:
    """What runs, and for whom."""

    infrastructure: Infrastructure
    simulators: Simulators
    suite: Suite
    ledger: Ledger
    tenants: Sequence[ChaosTenant]
    workers: list[Service] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)

    @property
    def gateway(self) -> Service:
        """The one gateway."""
        return self.suite.gateway

    @property
    def token_manager(self) -> Service:
        """The one token-manager."""
        return self.suite.token_manager

    @contextmanager
    def extra_worker(self, name: str, settings: Mapping[str, str]) -> Iterator[Service]:
        """One more worker, of a module beside this one, with settings of its own; killed in the end."""
        env = self.suite.environment_of("order-sync", settings)
        command = [sys.executable, "-m", f"{__package__}.{name}"]
        worker = Service(name.replace("_", "-"), env, self.infrastructure.run, command=command)
        try:
            yield worker.start()
        finally:
            worker.kill()

    def crashing_worker(self, stage: Stage, passages: int) -> AbstractContextManager[Service]:
        """A worker that dies at a stage."""
        return self.extra_worker("crashing_worker", {"CRASH_STAGE": stage, "CRASH_AT": str(passages)})

    @contextmanager
    def under_load(
        self,
        label: str,
        *,
        orders: int = 40,
        per_second: float = 150,
        events: int = EVENTS_PER_ORDER,
        only: str | None = None,
    ) -> Iterator[Load]:
        """Place orders for each tenant, or `only` for one, and send some events of each, while the block breaks
        things."""
        tenants = [tenant for tenant in self.tenants if only in (None, tenant.uid)]
        with Load(label, self.simulators, self.gateway.base_url, tenants) as load:
            self.loads.append(load)
            load.begin(orders, per_second, events)
            yield load
            load.finish()

    def verdict(self, load: Load, seconds: float = 90) -> Verdict:
        """Wait until everything of the load is worked off, and judge; after `seconds` judge what there is."""
        load.await_worked_off(self.ledger, seconds)
        return judge(load.evidence(self.ledger))

    def begin_anew(self) -> None:
        """Have both simulators forget every order, call and token: what they keep would grow for ever."""
        for system in (self.simulators.omnium, self.simulators.flow):
            system("POST", "/_sim/reset")
        _introduce(self.tenants, self.simulators)

    def start_workers(self) -> None:
        """Start those that do not run."""
        missing = [worker for worker in self.workers if not worker.running]
        for worker in missing:
            worker.spawn()
        for worker in missing:
            worker.wait_ready()

    def kill_workers(self) -> None:
        """`kill -9` all."""
        for worker in self.workers:
            worker.kill()


@contextmanager
def arena(
    infrastructure: Infrastructure,
    tenants: Sequence[ChaosTenant],
    settings: Mapping[str, str],
    *,
    is_served: bool = True,
) -> Iterator[Arena]:
    """Start everything on a database of its own; in the end everything is killed, nothing is waited for. Where it is
    not `is_served`, our services are left to the caller."""
    names = {"MONGODB_DATABASE": f"chaos_{uuid.uuid4().hex[:12]}", **QUICK, **settings}
    with Simulators(infrastructure.run) as simulators:
        own = [tenant.omnium_url for tenant in tenants if tenant.omnium_url is not None]
        names["OMNIUM_API_HOSTS"] = ",".join([simulators.omnium_url, *own])
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        suite = Suite(infrastructure.run, endpoints, names)
        with Ledger(infrastructure.mongodb_url, names["MONGODB_DATABASE"]) as ledger:
            everything = Arena(infrastructure, simulators, suite, ledger, tenants)
            try:
                _prepare(everything)
                if is_served:
                    _serve(everything)
                yield everything
            finally:
                _kill(everything)


def _kill(everything: Arena) -> None:
    everything.kill_workers()
    everything.gateway.kill()
    everything.token_manager.kill()


def _prepare(everything: Arena) -> None:
    everything.suite.cli_checked("schema", "apply")
    _introduce(everything.tenants, everything.simulators)
    with tempfile.TemporaryDirectory() as folder:
        apply_tenants(everything.tenants, everything.suite, Path(folder))


def _serve(everything: Arena) -> None:
    suite = everything.suite
    everything.workers += [suite.order_sync, suite.service("order-sync")]
    services = (suite.token_manager, suite.gateway, *everything.workers)
    for service in services:
        service.spawn()
    for service in services:
        service.wait_ready()
    if suite.environment["TOKEN_MANAGER_URL"] != suite.token_manager.base_url:
        raise StackError("the token-manager's port was taken meanwhile")


def _introduce(tenants: Sequence[ChaosTenant], simulators: Simulators) -> None:
    simulators.omnium("PATCH", "/_sim/config", _NO_LIMITS)
    for tenant in tenants:
        tenant.register(simulators)
