"""Everything that a day is played on: both simulators, the relay before the gateway, and the suite's own processes."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.service import Service
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite
from rigs.day.ledger import DayLedger
from rigs.day.relay import Relay
from rigs.day.tenant import DayTenant
from rigs.day.times import RETRY_UNIT, Compression

ORDER_WORKERS: Final = 2

_COMPARES: Final = {"RECONCILIATION_PER_SECOND": "1000", "RECONCILIATION_CONCURRENCY": "16"}
"""A day of hundreds of orders would take as long to compare, at five a second, as the whole of it may."""


@dataclass(frozen=True)
class House:
    """What runs."""

    compression: Compression
    simulators: Simulators
    suite: Suite
    relay: Relay
    tenant: DayTenant
    ledger: DayLedger


@contextmanager
def house(infrastructure: Infrastructure, seed: int, compression: Compression) -> Iterator[House]:
    """Start everything on a database of its own; in the end everything is killed, nothing is waited for."""
    settings = {
        "MONGODB_DATABASE": f"day_{uuid.uuid4().hex[:12]}",
        "RETRY_UNIT_SECONDS": f"{compression.real(RETRY_UNIT):g}",
        "LEASE_SECONDS": "10",
        "RELAY_INTERVAL_SECONDS": "0.5",
        "RELAY_GRACE_SECONDS": "5",
        **_COMPARES,
    }
    with Simulators(infrastructure.run) as simulators:
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        suite = Suite(infrastructure.run, endpoints, settings)
        tenant = DayTenant(compression)
        with (
            DayLedger(infrastructure.mongodb_url, settings["MONGODB_DATABASE"]) as ledger,
            Relay(suite.gateway.base_url, seed, compression) as relay,
            _serving(suite, infrastructure, settings),
        ):
            _introduce(tenant, simulators, suite, relay.url)
            yield House(compression, simulators, suite, relay, tenant, ledger)


@contextmanager
def _serving(suite: Suite, infrastructure: Infrastructure, settings: Mapping[str, str]) -> Iterator[None]:
    suite.cli_checked("schema", "apply")
    names = ["order-sync"] * ORDER_WORKERS + ["receivement-sync"]
    workers = [_worker(suite, name, infrastructure, settings) for name in names]
    services = [suite.token_manager, suite.gateway, *workers]
    try:
        _start(services)
        if suite.environment["TOKEN_MANAGER_URL"] != suite.token_manager.base_url:
            raise StackError("the token-manager's port was taken meanwhile")
        yield
    finally:
        for service in services:
            service.kill()


def _start(services: Sequence[Service]) -> None:
    for service in services:
        service.spawn()
    for service in services:
        service.wait_ready()


def _worker(suite: Suite, name: str, infrastructure: Infrastructure, settings: Mapping[str, str]) -> Service:
    return Service(name, suite.environment_of(name, settings), infrastructure.run)


def _introduce(tenant: DayTenant, simulators: Simulators, suite: Suite, relay_url: str) -> None:
    tenant.register(simulators)
    tenant.apply(suite)
    tenant.subscribe(simulators, relay_url)
