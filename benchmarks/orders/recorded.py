"""The recorded neighbours as a process, and what the harness asks of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from benchmarks.orders.exchange import FLOW, OMNIUM, Exchange, read, written
from benchmarks.orders.neighbours import CONTROL, PORTS, SIMULATORS
from benchmarks.program import module, on_path
from local_stack.json_http import call
from local_stack.rundir import RunDirectory
from local_stack.service import Service
from local_stack.simulators import Simulators


class RecordedNeighbours:
    """Stand between the suite and the simulators; once they have a template, they answer by it. Use as a context manager."""

    def __init__(self, run: RunDirectory, simulators: Simulators) -> None:
        urls = {OMNIUM: simulators.omnium_url, FLOW: simulators.flow_url.removesuffix("/v2")}
        env = {SIMULATORS[system]: url for system, url in urls.items()}
        ready = f"{CONTROL.decode()}counts"
        command = module("benchmarks.orders.neighbours")
        self._service = Service(
            "neighbours", on_path(env), run, command=command, ports=list(PORTS.values()), ready_path=ready
        )

    def __enter__(self) -> "RecordedNeighbours":
        self._service.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._service.stop()

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._service.pid

    @property
    def urls(self) -> Mapping[str, str]:
        """Where each of the two listens."""
        return {system: self._service.url_of(port) for system, port in PORTS.items()}

    def recorded(self) -> Sequence[Exchange]:
        """Return what was passed on since it was last forgotten."""
        return read(orjson.dumps(self._control("GET", "recorded")))

    def forget(self) -> None:
        """Begin a new recording, without a template."""
        self.answer_by(())
        self._control("DELETE", "recorded")

    def answer_by(self, template: Sequence[Exchange]) -> None:
        """Answer calls of orders by a template from now on."""
        self._control("PUT", "template", orjson.loads(written(template)))

    def answer_after(self, seconds: float) -> None:
        """Be so late from now on."""
        self._control("PUT", "delay", seconds)

    def restart(self) -> None:
        """Count anew."""
        self._control("POST", "restart")

    def answered(self) -> int:
        """Return how many calls were answered by the template."""
        return int(self._control("GET", "counts")["answered"])

    def forwarded(self) -> int:
        """Return how many calls were passed on."""
        return int(self._control("GET", "counts")["forwarded"])

    def ended(self) -> Mapping[str, float]:
        """Return by an order's digits when its last call was answered, on the clock that all processes of a machine share."""
        times: Mapping[str, float] = self._control("GET", "ended")
        return times

    def _control(self, method: str, what: str, body: Any = None) -> Any:
        return call(method, f"{self.urls[OMNIUM]}{CONTROL.decode()}{what}", body)


def write_template(template: Sequence[Exchange], path: Path) -> Path:
    """Write a template where other programs find it."""
    path.write_bytes(written(template))
    return path
