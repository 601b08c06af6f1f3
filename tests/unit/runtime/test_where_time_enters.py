"""Every use of a clock of the machine is a decision: it stands here, with why no other process goes by it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FAKES = ROOT / "shared/src/flow_omnium/testing"
SOURCES = [
    path
    for path in (*ROOT.glob("services/*/src/**/*.py"), *ROOT.glob("shared/src/**/*.py"))
    if FAKES not in path.parents
]

WALL = {
    "flow_omnium/runtime/clock.py": "the port itself: shown until the database's clock has been read",
    "admin_console/audit/keeping.py": "replaced by the database's time before an act is written down",
    "admin_console/testing/signing_in.py": "a console of tests, which runs alone",
    "admin_console/jobs/plan.py": "a rehearsal: nothing of it is kept",
    "catalog_sync/app.py": "a rehearsal: nothing of it is kept",
    "flow_omnium/tokens/manager_client.py": "where no clock is given: the console uses a token at once, and once",
}
"""Wall-clock time of this machine: `datetime.now`, `time.time`, `SystemClock`."""

MONOTONIC = {
    "flow_omnium/runtime/clock.py": "the port itself, and counts suspended time",
    "webhook_gateway/acceptance.py": "the circuit to the ledger",
    "webhook_gateway/sender_watch.py": "how often a sender is noted",
    "webhook_gateway/throttle.py": "how many guesses in a minute",
    "flow_omnium/flow/client.py": "how long what was read is kept in memory",
    "flow_omnium/omnium/client.py": "how long what was read is kept in memory",
    "flow_omnium/rest/cache.py": "how long what was read is kept in memory",
    "flow_omnium/jobs/broker/publisher.py": "the circuit to the broker",
    "flow_omnium/jobs/worker/alone.py": "how long a turn took, which the others have next",
    "flow_omnium/jobs/worker/leases.py": "the run's deadline; whether a call may leave is the fence's matter",
    "flow_omnium/jobs/operator/repair.py": "so many in a second",
    "flow_omnium/tasks/heartbeat.py": "the deadline of a run; whether a call may leave is the fence's matter",
    "flow_omnium/tasks/loop.py": "when to look again for tasks that are due",
    "flow_omnium/runtime/background.py": "how long a task went on",
    "flow_omnium/runtime/dependency_watch.py": "how late a timer fires",
    "flow_omnium/tenants/directory.py": "how often the database is asked",
    "flow_omnium/tenants/change_watch.py": "how long the database was silent",
    "admin_console/privacy/erasure.py": "patience with a job that runs",
    "admin_console/web/looks.py": "how long what was read is kept in memory",
    "admin_console/web/omnium_pace.py": "so many reads of Omnium in a second",
    "admin_console/web/pulse/beating.py": "how long a look took",
    "admin_console/acts/bulk_run.py": "so many in a second, and when to note how far it is",
    "admin_console/web/signing_in/tries.py": "how many guesses in a minute",
    "admin_console/acts/following.py": "how long somebody wants to watch",
}
"""Counters of this process, for durations within it: `time.monotonic`, `clock_gettime`, the loop's `time`."""

WALL_CALLS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
MONOTONIC_CALLS = {
    "time.monotonic",
    "time.monotonic_ns",
    "time.clock_gettime",
    "loop.time",
    "get_running_loop.time",
}


def uses(source: str) -> Iterator[str]:
    """The clocks that a module names: `time.time`, `loop.time`, `SystemClock`, …; perf_counter only measures."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield f"{_name(node.value)}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id == "SystemClock":
            yield node.id
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{alias.name}" for alias in node.names)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.fixture(scope="module")
def used() -> Mapping[str, set[str]]:
    """The clocks that each module uses."""
    return {path.as_posix().partition("/src/")[2]: set(uses(path.read_text())) for path in SOURCES}


def users_of(clocks: set[str], used: Mapping[str, set[str]]) -> set[str]:
    return {module for module, named in used.items() if not clocks.isdisjoint(named)}


def test_wall_clocks_are_read_only_where_nobody_else_goes_by_them(used: Mapping[str, set[str]]) -> None:
    assert users_of(WALL_CALLS | {"SystemClock"}, used) == set(WALL)


def test_counters_are_read_only_for_durations_within_the_process(used: Mapping[str, set[str]]) -> None:
    assert users_of(MONOTONIC_CALLS, used) == set(MONOTONIC)


@pytest.mark.parametrize(
    ("source", "clock"),
    [
        ("import time\nnow = time.time()", "time.time"),
        ("from time import monotonic", "time.monotonic"),
        ("from datetime import datetime\nat = datetime.now()", "datetime.now"),
        ("import datetime\nat = datetime.datetime.now()", "datetime.now"),
        ("import asyncio\nat = asyncio.get_running_loop().time()", "get_running_loop.time"),
        ("def f(timer=time.time): ...", "time.time"),
        ("clock = SystemClock()", "SystemClock"),
    ],
)
def test_a_use_is_found_however_it_is_written(source: str, clock: str) -> None:
    assert clock in set(uses(source))
