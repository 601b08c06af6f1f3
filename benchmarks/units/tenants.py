"""What services take that know very many tenants: to start, at rest, to be scraped, for a tenant that changes, and to poll."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from benchmarks.units.many import Many, furnished
from benchmarks.units.plan import CHANGES, DUE_SECONDS, READY_SECONDS, SETTLED_SECONDS, WATCHED_SECONDS
from benchmarks.usage import cpu_seconds, rss_mib
from flow_omnium.tasks.kind import POLLS
from local_stack.json_http import text_of
from local_stack.progress import Progress
from local_stack.service import Service

STORE: Final = "database"
_BETWEEN_CHANGES: Final = 1.5
_MS: Final = 1_000


@dataclass(frozen=True)
class Known:
    """What one service takes with so many tenants. `idle` is its share of a core; `series` and `scrape` are lines and bytes of its
    metrics, `scrape_seconds` how long they take; `change_ms` is CPU for one tenant that has changed."""

    service: str
    ready_seconds: float
    mib: float
    idle: float
    series: int
    scrape: int
    scrape_seconds: float
    change_ms: float


@dataclass(frozen=True)
class KnownByAll:
    """The same of all services, the database's share of a core meanwhile, the bytes of a tenant and of a task there, and the polls
    a second, by one process of each worker, while all are due at once."""

    tenants: int
    services: Sequence[Known]
    database: float
    tenant_bytes: float
    task_bytes: float
    polls_per_second: float


def measure_tenants(progress: Progress, count: int) -> KnownByAll:
    """Fill the database and start one service after the other."""
    with progress.step(f"{count:,} tenants"), furnished(count) as many:
        return _measured(many)


def _measured(many: Many) -> KnownByAll:
    ready = dict(_started(many))
    time.sleep(SETTLED_SECONDS)
    many.spread_polls()
    time.sleep(SETTLED_SECONDS)
    idle = _shares(many, WATCHED_SECONDS)
    known = [_known(each, ready[each.name], idle[each.name]) for each in many.suite.services]
    changed = _changed(many, idle)
    sizes = [
        many.database[each.database.name].command("collStats", each.name)
        for each in (many.tenants, many.tasks)
    ]
    services = [replace(each, change_ms=changed[each.service]) for each in known]
    polls = _polled(many)
    return KnownByAll(
        len(many.uids), services, idle[STORE], sizes[0]["avgObjSize"], sizes[1]["avgObjSize"], polls
    )


def _started(many: Many) -> Iterator[tuple[str, float]]:
    """Start them one after the other: what one takes does not slow another."""
    suite = many.suite
    for service in reversed(suite.services):
        began = time.perf_counter()
        service.start(READY_SECONDS)
        # Its port is known once it has started, and the others ask it for tokens.
        suite.environment["TOKEN_MANAGER_URL"] = suite.token_manager.base_url
        yield service.name, time.perf_counter() - began


def _known(service: Service, ready: float, idle: float) -> Known:
    began = time.perf_counter()
    text = text_of(f"{service.base_url}/metrics")
    seconds = time.perf_counter() - began
    lines = sum(not line.startswith("#") for line in text.splitlines())
    return Known(service.name, ready, rss_mib(service.pid), idle, lines, len(text), seconds, 0.0)


def _changed(many: Many, idle: Mapping[str, float]) -> Mapping[str, float]:
    before, began = _cpu(many), time.perf_counter()
    for uid in many.uids[:CHANGES]:
        many.change(uid)
        time.sleep(_BETWEEN_CHANGES)
    seconds = time.perf_counter() - began
    return {
        name: max(_MS * (used - before[name] - idle[name] * seconds) / CHANGES, 0.0)
        for name, used in _cpu(many).items()
    }


def _polled(many: Many) -> float:
    """Return how many polls a second are made when all are due."""
    ran: dict[str, Any] = {"task": {"$in": [task.value for task in POLLS]}, "ticket": {"$gt": 1}}
    many.make_polls_due()
    before, began = many.tasks.count_documents(ran), time.perf_counter()
    time.sleep(DUE_SECONDS)
    return (many.tasks.count_documents(ran) - before) / (time.perf_counter() - began)


def _shares(many: Many, seconds: float) -> Mapping[str, float]:
    before, began = _cpu(many), time.perf_counter()
    time.sleep(seconds)
    passed = time.perf_counter() - began
    return {name: (used - before[name]) / passed for name, used in _cpu(many).items()}


def _cpu(many: Many) -> Mapping[str, float]:
    pids = {each.name: each.pid for each in many.suite.services}
    pids[STORE] = getattr(many.infrastructure.database, "pid", None)
    return {name: cpu_seconds(pid) for name, pid in pids.items()}
