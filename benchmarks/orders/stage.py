"""The suite beside the recorded neighbours, the simulators behind them, and one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient
from pymongo.collection import Collection

from benchmarks.load.generator import post_all
from benchmarks.orders.exchange import FLOW, OMNIUM
from benchmarks.orders.kinds import Kind
from benchmarks.orders.recorded import RecordedNeighbours, write_template
from benchmarks.orders.template import order_id, template_of
from benchmarks.plan import CONNECTIONS
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.scene import Scene, awaited
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite

Document = dict[str, Any]

DATABASE: Final = "flow_omnium_orders"
_SETTINGS: Final = {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": DATABASE}
_UNFINISHED: Final = ({"pending": True}, {"state": "running"})
_RECORDED: Final = 2
"""Orders that are made for a recording; of the first, what is kept in memory is read, so that the last shows what each one takes."""


@dataclass(frozen=True)
class Recording:
    """What an order of a kind takes: where its calls are written down, and how many they are."""

    kind: Kind
    path: Path
    calls: int


@dataclass(frozen=True)
class Stage:
    """Everything that runs."""

    infrastructure: Infrastructure
    scene: Scene
    neighbours: RecordedNeighbours
    jobs: Collection[Document]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def pids(self) -> dict[str, int | None]:
        """Whose CPU is looked at beside that of who is measured."""
        parts = {"broker": self.infrastructure.broker, "database": self.infrastructure.database}
        found = {name: getattr(part, "pid", None) for name, part in parts.items()}
        return {**found, "neighbours": self.neighbours.pid}

    def numbers(self, how_many: int) -> range:
        """Return numbers of orders that nobody has had."""
        taken = [next(self._numbers) for _ in range(how_many)]
        return range(taken[0], taken[-1] + 1)

    def record(self, kind: Kind) -> Recording:
        """Let the suite bring one order over, and let the neighbours answer by it from now on."""
        if not self.scene.suite.order_sync.running:
            self.scene.suite.order_sync.start()
        for number in self.numbers(_RECORDED):
            self.neighbours.forget()
            self._bring(kind, number)
        template = template_of(self.neighbours.recorded(), number)
        path = self.infrastructure.run.state / f"{kind.name.replace(' ', '-')}.json"
        self.neighbours.answer_by(template)
        return Recording(kind, write_template(template, path), len(template))

    def post(self, kind: Kind, numbers: range) -> None:
        """Tell the gateway of orders."""
        url = self.scene.suite.gateway.base_url
        requests = kind.requests(url, self.scene.tenant.webhook_secret, numbers)
        post_all(requests, url, connections=min(CONNECTIONS, len(numbers)))

    def post_one(self, kind: Kind, number: int) -> None:
        """Tell the gateway of one order."""
        headers = {"Authorization": f"Bearer {self.scene.tenant.webhook_secret}"}
        call("POST", self.scene.suite.gateway.base_url + kind.path, kind.event_of(number), headers)

    def is_quiet(self) -> bool:
        """Tell whether no job of the tenant is pending or running; each is a look into a small index, however full the ledger is."""
        return not any(self.jobs.find_one({"tenantUid": TENANT_UID, **one}) for one in _UNFINISHED)

    def _bring(self, kind: Kind, number: int) -> None:
        if kind.after is not None:
            self._bring(kind.after, number)
            self.neighbours.forget()
        kind.make(self.scene.simulators, order_id(number))
        self.post_one(kind, number)
        awaited(f"the {kind.name} is worked off", self.is_quiet)


@contextmanager
def opened() -> Iterator[Stage]:
    """Start everything. No vendor sends events and nothing is polled: only what is posted is worked."""
    with (
        Infrastructure("bench-orders", environ={}) as infrastructure,
        Simulators(infrastructure.run) as simulators,
        RecordedNeighbours(infrastructure.run, simulators) as neighbours,
    ):
        urls = neighbours.urls
        endpoints = Endpoints.on(infrastructure, urls[OMNIUM], f"{urls[FLOW]}/v2")
        tenant = DemoTenant(polls_every="24h", has_events=False)
        with Suite(infrastructure.run, endpoints, _SETTINGS) as suite:
            tenant.register(simulators, suite)
            client = MongoClient[Document](infrastructure.mongodb_url, tz_aware=True)
            jobs = client[DATABASE]["jobs"]
            yield Stage(infrastructure, Scene(suite, simulators, tenant), neighbours, jobs)
