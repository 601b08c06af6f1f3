"""The whole suite beside the simulators, with one tenant: what tests and benchmarks play on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pymongo import DESCENDING, MongoClient
from pymongo.collection import Collection

from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite

WAIT_SECONDS = 90

_NOT_ENDED = {"$or": [{"pending": True}, {"state": "running"}]}

_T = TypeVar("_T")


@dataclass(frozen=True)
class Scene:
    """Everything that runs, and the tenant that it runs for."""

    suite: Suite
    simulators: Simulators
    tenant: DemoTenant

    def place(self, order: Mapping[str, Any]) -> None:
        """Store a raw order in Omnium, which then sends its event."""
        self.simulators.omnium("PUT", f"/_sim/orders/{order['id']}?event=true", dict(order))

    def order_in_shop(self, external_number: str) -> dict[str, Any] | None:
        """The order as it stands in Flow."""
        orders = self.simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/orders")
        return next((order for order in orders if order["externalOrderNumber"] == external_number), None)

    def jobs(self, key: str) -> list[dict[str, Any]]:
        """The jobs of a key as the ledger holds them, newest first. Polling with the console would cost a process each time."""
        with self._ledger() as jobs:
            return list(jobs.find({"key": key}).sort("acceptedAt", DESCENDING))

    def is_quiet(self) -> bool:
        """Whether no job is queued, held, waiting or running."""
        return not self.pending()

    def pending(self) -> list[str]:
        """What is queued, held, waiting or running, a line each: what it is, how it stands, and what it met last."""
        with self._ledger() as jobs:
            return [_told(job) for job in jobs.find(_NOT_ENDED)]

    def await_quiet(self, what: str = "every job is worked off") -> None:
        """Wait until no job is left. Raises StackError, which names those that are."""
        try:
            awaited(what, self.is_quiet)
        except StackError as error:
            message = "; ".join([str(error), *self.pending()])
            raise StackError(message) from None

    @contextmanager
    def _ledger(self) -> Iterator[Collection[dict[str, Any]]]:
        environment = self.suite.environment
        with MongoClient[dict[str, Any]](environment["MONGODB_URL"], tz_aware=True) as client:
            yield client[environment["MONGODB_DATABASE"]]["jobs"]

    def writes_to_flow(self, uid: str) -> list[tuple[str, str]]:
        """Every successful write to an order in Flow, in order: method and route."""
        calls = self.simulators.flow("GET", "/_sim/calls")
        return [(call["method"], call["route"]) for call in calls if _is_write(call, uid)]


def _told(job: Mapping[str, Any]) -> str:
    last: Mapping[str, Any] = next(iter(job.get("attempts", ())[-1:]), {})
    told = (
        job["kind"],
        job["key"],
        job["state"],
        job.get("heldBy"),
        job.get("attemptCount"),
        last.get("error"),
    )
    return " ".join(str(one) for one in told if one is not None)


def _is_write(call: Mapping[str, Any], uid: str) -> bool:
    names_it = uid in call["path"] or (call["body"] or {}).get("orderUid") == uid
    return call["method"] != "GET" and names_it and (call["status"] or 0) // 100 == 2  # noqa: PLR2004 - 2xx


@contextmanager
def play(
    infrastructure: Infrastructure, settings: Mapping[str, str], tenant: DemoTenant | None = None
) -> Iterator[Scene]:
    """Start suite and simulators, register the tenant, and stop everything in the end."""
    tenant = tenant or DemoTenant()
    with Simulators(infrastructure.run) as simulators:
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        with Suite(infrastructure.run, endpoints, settings) as suite:
            tenant.register(simulators, suite)
            yield Scene(suite, simulators, tenant)


def awaited(what: str, probe: Callable[[], _T | None], seconds: float = WAIT_SECONDS) -> _T:
    """Poll until `probe` gives something; a StackError names what did not come in time."""
    found: list[_T] = []

    def look() -> bool:
        answer = probe()
        found[:] = [answer] if answer else []
        return bool(found)

    if wait_until(look, seconds):
        return found[0]
    message = f"waited {seconds:g} s in vain: {what}"
    raise StackError(message)
