"""A database with a full ledger, beside a broker, and this process as the operator's console on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.ledger import spread
from benchmarks.ledger.filling import fill
from benchmarks.ledger.questions import Samples
from benchmarks.ledger.surroundings import furnish
from benchmarks.ledger.timing import once
from flow_omnium.jobs.ledger.documents import COLLECTION
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.progress import Progress
from local_stack.suite import CONSOLE, Endpoints, Suite

DATABASE: Final = "flow_omnium"
_UNKNOWN: Final = "http://127.0.0.1:9"
_TENANT_FILE: Final = Path(__file__).with_name("tenant.yaml")
SECRET: Final = "a-webhook-secret-of-the-benchmark"  # noqa: S105 - of a tenant that exists in this run alone


@dataclass(frozen=True)
class Stage:
    """Where the ledger is, some jobs of it, and the suite that could be started on it."""

    url: str
    samples: Samples
    version: str
    suite: Suite


@contextmanager
def filled(progress: Progress, count: int) -> Iterator[Stage]:
    """Start broker and database, fill them, and let this process's commands use them."""
    with Infrastructure("ledger", environ={}) as infrastructure:
        endpoints = Endpoints.on(infrastructure, _UNKNOWN, _UNKNOWN)
        suite = Suite(infrastructure.run, endpoints, {"MONGODB_DATABASE": DATABASE})
        url, now = infrastructure.mongodb_url, datetime.now(UTC)
        with progress.step(f"filling the ledger with {count:,} entries"):
            fill(url, DATABASE, count, now)
        with progress.step("pauses, acts, overdue records"):
            furnish(url, DATABASE, now)
        with progress.step("building indexes"):
            suite.cli_checked("schema", "apply")
        with _told(suite), progress.step("applying the tenants"):
            for tenant in spread.TENANTS:
                _apply(tenant)
        with _told(suite):
            yield _stage(url, suite)


def _apply(tenant: str) -> None:
    """By the command, in this process: forty of their own would take a minute."""
    os.environ["BENCH_TENANT"] = tenant
    applied = once(("tenants", "apply", str(_TENANT_FILE)))
    if not applied.is_answer:
        raise StackError(applied.errors)


@contextmanager
def _told(suite: Suite) -> Iterator[None]:
    """The console reads the environment of its process, and works as the user that an operator has."""
    before = dict(os.environ)
    os.environ.update(suite.environment_of(CONSOLE), COLUMNS="80", BENCH_SECRET=SECRET)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _stage(url: str, suite: Suite) -> Stage:
    with MongoClient[dict[str, Any]](url) as client:
        jobs = client[DATABASE][COLLECTION]
        ended, waiting = jobs.find_one({"state": "done"}), jobs.find_one({"state": "waiting"})
        if ended is None or waiting is None:
            raise StackError("the ledger is too small: it needs entries that ended and entries that wait")
        record = ended["tenantUid"], ended["numbers"][0], ended["key"]
        samples = Samples(ended["_id"], waiting["_id"], waiting["cause"]["key"], *record)
        return Stage(url, samples, str(client.server_info()["version"]), suite)
