"""The whole suite beside the simulators, with the web console before it, for a browser."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pymongo import MongoClient
from pymongo.database import Database

from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, play
from local_stack.web_console import WebConsole, web_console

SETTINGS: Final[Mapping[str, str]] = {
    "RETRY_UNIT_SECONDS": "600",  # what fails waits until somebody acts
    "RELAY_INTERVAL_SECONDS": "1",
    "RELAY_GRACE_SECONDS": "5",
}


@dataclass(frozen=True)
class House:
    """What runs, and where the console is."""

    scene: Scene
    console: WebConsole

    @property
    def url(self) -> str:
        """Where a browser begins."""
        return self.console.url

    def record_of(self, order_id: str) -> str:
        """Return the path of what happened to an order of Omnium's."""
        return self.console.record(TENANT_UID, f"order:{order_id}").removeprefix(self.url)

    def job_of(self, order_id: str) -> dict[str, Any]:
        """Return the newest job of an order of Omnium's, as the ledger holds it."""
        return next(one for one in self.scene.jobs(order_id) if one["kind"] == "inbound-order")

    def is_in(self, order_id: str, state: str) -> bool:
        """Tell whether a job that brings an order to the shop is in a state."""
        jobs = self.scene.jobs(order_id)
        return any(one["state"] == state for one in jobs if one["kind"] == "inbound-order")

    @contextmanager
    def database(self) -> Iterator[Database[dict[str, Any]]]:
        """Open the suite's database, past the suite's own code."""
        environment = self.scene.suite.environment
        with MongoClient[dict[str, Any]](environment["MONGODB_URL"], tz_aware=True) as client:
            yield client[environment["MONGODB_DATABASE"]]


@contextmanager
def console_house(
    infrastructure: Infrastructure, settings: Mapping[str, str] | None = None
) -> Iterator[House]:
    """Start everything on a database of its own; `settings` are added to those of the console."""
    given = {**SETTINGS, "MONGODB_DATABASE": f"browser_{uuid.uuid4().hex[:12]}"}
    with play(infrastructure, given) as scene:
        console = web_console(scene.suite, settings)
        with console.service:
            yield House(scene, console)
