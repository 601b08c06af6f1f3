"""Loads a catalogue, changes a hundredth of it, and lets the bare calls do the same to another shop."""

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import psutil
from pymongo import DESCENDING, MongoClient
from pymongo.collection import Collection

from benchmarks.catalogue.goods import PRODUCTS, STORES, categories, products, renamed, store_id
from benchmarks.catalogue.orders import ANSWER_SECONDS, Beside, Orders
from benchmarks.peak.peak import peak_mib
from benchmarks.program import ROOT, module, on_path
from benchmarks.usage import cpu_seconds
from flow_omnium.tasks.task import OVERLAP
from local_stack.demo.furnishing import SET_UP_BY_HAND
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.processes import system_environment
from local_stack.scene import Scene, play
from local_stack.simulators import Simulators

Document = dict[str, Any]

CHANGED: Final = PRODUCTS // 100
LIBRARIES: Final = ("aiohttp", "ours")
TENANTS: Final = {"aiohttp": "bare", "ours": "bare-by-ours"}
_WHO: Final = {"aiohttp": "bare calls, aiohttp alone", "ours": "bare calls, the suite's clients"}
DELTAS: Final = 10
"""How many deltas are measured: one takes less than a tenth of a second, and the mean of several is told."""
_IDLE_SECONDS: Final = 10.0
_PAGE_SIZE_CAP: Final = 100
TASK: Final = "FlowProductScheduledTask"
_PATIENCE: Final = 600.0
_SETTINGS: Final = {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": "flow_omnium_catalogue"}


@dataclass(frozen=True)
class Figures:
    """One way to bring products over: seconds on the clock, seconds of CPU, rows, writes to Flow."""

    what: str
    who: str
    seconds: float
    cpu: float
    rows: int
    writes: int


class Bench:
    """The suite beside the simulators, with a tenant that exports its catalogue."""

    def __init__(self, scene: Scene, tenant: DemoTenant, orders: Orders) -> None:
        self.orders = orders
        self.simulators = scene.simulators
        self._scene = scene
        self._tenant = tenant
        self._pid = scene.suite.catalog_sync.pid
        self._goods = products(PRODUCTS)
        self._furnished_at = 0.0
        self._idle = 0.0
        self._database = MongoClient[Document](scene.suite.environment["MONGODB_URL"], tz_aware=True)

    def furnish(self) -> None:
        """Put the catalogue into Omnium, and into both shops what a person sets up."""
        omnium, flow = self._scene.simulators.omnium, self._scene.simulators.flow
        for category in categories():
            omnium("PUT", f"/_sim/categories/{category['categoryId']}?silent=true", category)
        omnium("PUT", "/_sim/products", self._goods)
        ours = self._tenant.in_flow
        flow("POST", "/_sim/tenants", {**ours, "pageSizeCap": _PAGE_SIZE_CAP})
        for uid in TENANTS.values():
            named = {"tenantUid": uid, "stores": [store_id(number) for number in range(STORES)]}
            flow("POST", "/_sim/tenants", {**ours, **named, "pageSizeCap": _PAGE_SIZE_CAP})
        self._furnished_at = time.monotonic()
        for uid, (path, record) in product((TENANT_UID, *TENANTS.values()), SET_UP_BY_HAND.items()):
            flow("PUT", f"/_sim/tenants/{uid}/catalogue/{path}", record)

    def put(self, path: str, records: Sequence[Document]) -> None:
        """Store records in Omnium."""
        self._furnished_at = time.monotonic()
        self.simulators.omnium("PUT", path, list(records))

    def wait_for_overlap(self) -> None:
        """Wait until a delta no longer reads again what was put into Omnium at first."""
        time.sleep(max(0.0, self._furnished_at + OVERLAP.total_seconds() + 5 - time.monotonic()))

    def look_at_idling(self) -> None:
        """Measure what the service takes while no task runs: it polls, and each measurement waits for a poll."""
        before = cpu_seconds(self._pid)
        time.sleep(_IDLE_SECONDS)
        self._idle = (cpu_seconds(self._pid) - before) / _IDLE_SECONDS

    def load(self) -> Figures:
        """Switch the catalogue on, and wait until everything is there."""
        self._scene.simulators.flow("DELETE", "/_sim/calls")
        return self.measured("full load", self.switch_on, PRODUCTS)

    def change(self, word: str) -> Figures:
        """Change a hundredth, and run the task."""
        changed = renamed(self._goods[:CHANGED], word)
        self._furnished_at = time.monotonic()
        self._scene.simulators.omnium("PUT", "/_sim/products", changed)
        self._scene.simulators.flow("DELETE", "/_sim/calls")
        return self.measured(f"delta of {CHANGED}", self.run_task, CHANGED)

    def change_all(self) -> None:
        """Change every product, and ask for a run."""
        self.put("/_sim/products", renamed(self._goods, "anew"))
        self.run_task()

    def compare(self) -> Figures:
        """Compare everything with what Flow has; nothing differs."""
        self._scene.simulators.flow("DELETE", "/_sim/calls")
        return self.measured("full comparison", lambda: self.run_task("--full"), PRODUCTS)

    def bare(
        self, library: str, what: str, method: str, since: datetime | None = None, program: str = "bare"
    ) -> Figures:
        """Let the bare calls do the same to another shop, by `aiohttp` alone or by `ours`; `method` is what `program` is told."""
        arguments = [
            library,
            self._scene.simulators.omnium_url,
            self._scene.simulators.flow_url,
            TENANTS[library],
            method,
        ]
        given = [since.strftime("%Y-%m-%dT%H:%M:%SZ")] if since else []
        token = self._tenant.omnium_token(self._scene.simulators)
        tokens = {"OMNIUM_TOKEN": token, "FLOW_TOKEN": self._tenant.flow_token}
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            module(f"benchmarks.catalogue.{program}", *arguments, *given),
            env={**system_environment(), **on_path(tokens)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        rows, writes, cpu = done.stdout.split()
        took = time.perf_counter() - began
        return Figures(what, _WHO[library], took, float(cpu), int(rows), int(writes))

    def peak(self) -> float:
        """Return the most memory that catalog-sync ever had, in MiB."""
        return peak_mib(self._pid)

    def beside(self, what: str, begin: Callable[[], object], task: str = TASK) -> Beside:
        """Send orders while a run goes on whose neighbours answer as late as real ones; then let it end quickly."""
        seen = self._runs(task)
        with self._slow_neighbours():
            begin()
            if not wait_until(lambda: self._tasks().find_one(_running(task)) is not None, _PATIENCE):
                message = f"{what}: no run has begun"
                raise TimeoutError(message)
            found = self.orders.beside(what, self._stopped)
            if self._tasks().find_one(_running(task)) is None:
                message = f"{what}: the run had ended before the last order came"
                raise ValueError(message)
        if not wait_until(lambda: self._runs(task) > seen, _PATIENCE):
            message = f"{what}: no run has ended"
            raise TimeoutError(message)
        return found

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        """Stop catalog-sync, for less than its leases last."""
        process = psutil.Process(self._pid)
        process.suspend()
        try:
            yield
        finally:
            process.resume()

    @contextmanager
    def _slow_neighbours(self) -> Iterator[None]:
        _yield_to_others(self.simulators.service.pid, 19)
        slow = {"route": "*", "kind": "delay", "seconds": ANSWER_SECONDS, "count": 10**7}
        for system in (self.simulators.omnium, self.simulators.flow):
            system("POST", "/_sim/faults", slow)
        try:
            yield
        finally:
            for system in (self.simulators.omnium, self.simulators.flow):
                system("DELETE", "/_sim/faults")
            _yield_to_others(self.simulators.service.pid, 0)

    def switch_on(self) -> None:
        """Let the suite export the catalogue."""
        replace(self._tenant, exports_catalogue=True).apply_settings(self._scene.suite)

    def run_task(self, *options: str, task: str = TASK) -> None:
        """Ask for a run of a task, as an operator does."""
        self._scene.suite.cli_checked("tasks", "run", task, "--tenant", TENANT_UID, "--no-wait", *options)

    def measured(self, what: str, do: Callable[[], object], rows: int, task: str = TASK) -> Figures:
        """Do it, wait until a run of the task has ended, and tell what it took."""
        seen, before, began = self._runs(task), cpu_seconds(self._pid), time.perf_counter()
        do()
        if not wait_until(lambda: self._runs(task) > seen, _PATIENCE):
            message = f"{what}: no run has ended"
            raise TimeoutError(message)
        cpu = cpu_seconds(self._pid) - before
        waited = time.perf_counter() - began
        run = self._latest(task)
        if run["result"] != "done" or run["counts"]["setAside"]:
            raise ValueError(str(run)[:2000])
        took = (run["endedAt"] - run["startedAt"]).total_seconds()
        cpu -= self._idle * max(0.0, waited - took)
        return Figures(what, "catalog-sync", took, cpu, rows, run["counts"]["written"])

    def _runs(self, task: str) -> int:
        return self._history().count_documents({"task": task})

    def _latest(self, task: str) -> Document:
        found = self._history().find_one({"task": task}, sort=[("startedAt", DESCENDING)])
        if found is None:
            raise LookupError(task)
        return found

    def _history(self) -> Collection[Document]:
        return self._collection("task_runs")

    def _tasks(self) -> Collection[Document]:
        return self._collection("tasks")

    def _collection(self, name: str) -> Collection[Document]:
        environment = self._scene.suite.environment
        return self._database[environment["MONGODB_DATABASE"]][name]


@contextmanager
def opened() -> Iterator[Bench]:
    """Start everything; the catalogue is off until it is measured."""
    tenant = DemoTenant()
    with (
        Infrastructure("bench-catalogue", environ={}) as infrastructure,
        Simulators(infrastructure.run) as beside,
        play(infrastructure, _SETTINGS | Orders.settings(beside), tenant) as scene,
    ):
        orders = Orders(scene.suite, beside)
        orders.register()
        yield Bench(scene, tenant, orders)


def _yield_to_others(pid: int | None, nice: int) -> None:
    """Let a process run when nobody else wants to, or as any other again: real neighbours of the export take no CPU of ours.

    Linux weighs the processes of a session together, so that a process's own priority says nothing beside those of others.
    """
    psutil.Process(pid).nice(nice)
    together = Path(f"/proc/{pid}/autogroup")
    if together.exists():
        together.write_text(str(nice), encoding="ascii")


def _running(task: str) -> Document:
    return {"task": task, "state": "running"}


def since_now() -> datetime:
    """Return from when on a change that comes now is found."""
    return datetime.now(UTC) - timedelta(seconds=1)


def mean(several: Sequence[Figures]) -> Figures:
    """Return the mean of figures of one kind."""
    first = several[0]
    seconds = statistics.mean(one.seconds for one in several)
    return replace(first, seconds=seconds, cpu=statistics.mean(one.cpu for one in several))
