"""What some seconds of polling took, and how much that is in an hour at the default intervals."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from prometheus_client.parser import text_string_to_metric_families

from benchmarks.polling.plan import HOUR, POLLS, runs_an_hour
from benchmarks.usage import cpu_seconds
from flow_omnium.tasks.kind import TaskName
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import text_of
from local_stack.simulators import Simulators
from local_stack.suite import Suite

DATABASE: Final = "database"

_GOODS: Final = ("receivement", "stock")
_TOKEN: Final = "/api/token"  # noqa: S105 - a path


@dataclass(frozen=True)
class Reading:
    """What was counted by then, or between two moments: CPU seconds by process, runs and records read by poll, calls by service and vendor."""

    at: float
    cpu: Mapping[str, float]
    runs: Mapping[TaskName, float]
    read: Mapping[TaskName, float]
    calls: Mapping[tuple[str, str], int]

    def since(self, before: "Reading") -> "Reading":
        """Return what has come since; calls are counted anew each time."""
        return Reading(
            self.at - before.at,
            {name: seconds - before.cpu[name] for name, seconds in self.cpu.items()},
            {task: number - before.runs.get(task, 0) for task, number in self.runs.items()},
            {task: number - before.read.get(task, 0) for task, number in self.read.items()},
            self.calls,
        )

    def records_a_run(self, task: TaskName) -> float:
        """Return how many records a poll has found."""
        return self.read.get(task, 0) / self.runs[task]


@dataclass(frozen=True)
class Hour:
    """Calls by vendor, and CPU seconds by process: of an hour of polls, and of an hour without any."""

    what: str
    calls: Mapping[str, float]
    cpu: Mapping[str, float]
    resting: Mapping[str, float]


def hour_of(what: str, tenants: int, measured: Reading, resting: Reading) -> Hour:
    """Work out an hour, by the polls that were made and those that an hour has."""
    factors = {
        service: runs_an_hour(service, tenants) / sum(measured.runs[task] for task in tasks)
        for service, tasks in POLLS.items()
    }
    calls: Counter[str] = Counter()
    for (service, vendor), number in measured.calls.items():
        calls[vendor] += round(number * factors[service])
    rates = {name: seconds / resting.at for name, seconds in resting.cpu.items()}
    polls = {name: seconds - rates[name] * measured.at for name, seconds in measured.cpu.items()}
    # The database works for both: its share is told by the polls of the one that makes most of them.
    cpu = {name: seconds * factors.get(name, factors["order-sync"]) for name, seconds in polls.items()}
    return Hour(what, calls, cpu, {name: rate * HOUR.total_seconds() for name, rate in rates.items()})


@dataclass(frozen=True)
class Meter:
    """Reads processes, metrics and simulators."""

    infrastructure: Infrastructure
    suite: Suite
    simulators: Simulators

    def over(self, seconds: float) -> Reading:
        """Wait so long, and return what came meanwhile."""
        for clear in (self.simulators.omnium, self.simulators.flow):
            clear("DELETE", "/_sim/calls")
        before = self._reading()
        time.sleep(seconds)
        return self._reading().since(before)

    def _reading(self) -> Reading:
        workers = {worker.name: worker for worker in self.suite.workers if worker.name in POLLS}
        pids = {name: worker.pid for name, worker in workers.items()}
        pids[DATABASE] = getattr(self.infrastructure.database, "pid", None)
        cpu = {name: cpu_seconds(pid) for name, pid in pids.items()}
        at = time.monotonic()
        runs: defaultdict[TaskName, float] = defaultdict(float)
        read: defaultdict[TaskName, float] = defaultdict(float)
        for worker in workers.values():
            _count(text_of(f"{worker.base_url}/metrics"), runs, read)
        return Reading(at, cpu, runs, read, self._calls())

    def _calls(self) -> Mapping[tuple[str, str], int]:
        calls: Counter[tuple[str, str]] = Counter()
        omnium: list[dict[str, Any]] = self.simulators.omnium("GET", "/_sim/calls")
        # A token serves for a day: those of the beginning are no polls'.
        calls["order-sync", "Omnium"] = sum(not call["path"].startswith(_TOKEN) for call in omnium)
        for call in self.simulators.flow("GET", "/_sim/calls"):
            is_of_goods = any(word in call["path"] for word in _GOODS)
            calls["receivement-sync" if is_of_goods else "order-sync", "Flow"] += 1
        return calls


def _count(metrics: str, runs: dict[TaskName, float], read: dict[TaskName, float]) -> None:
    polls = {task.value for tasks in POLLS.values() for task in tasks}
    for family in text_string_to_metric_families(metrics):
        for sample in family.samples:
            task = sample.labels.get("task")
            if task not in polls:
                continue
            if sample.name == "flow_omnium_task_runs_total":
                runs[TaskName(task)] += sample.value
            if sample.name == "flow_omnium_task_rows_total" and sample.labels["outcome"] == "read":
                read[TaskName(task)] += sample.value
