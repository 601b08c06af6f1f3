"""The simulators of Omnium and Flow as a process, and their control routes."""

from collections.abc import Mapping
from typing import Any, Self

from local_stack.json_http import call
from local_stack.ports import HOST
from local_stack.rundir import RunDirectory
from local_stack.service import Service


class Simulators:
    """One process, two ports."""

    def __init__(self, run: RunDirectory, settings: Mapping[str, str] | None = None) -> None:
        env = {"SIM_HOST": HOST, **(settings or {})}
        ports = ("OMNIUM_SIM_PORT", "FLOW_SIM_PORT")
        self.service = Service("simulators", env, run, ports=ports, ready_path="/healthz")

    @property
    def omnium_url(self) -> str:
        """The base URL of Omnium's API."""
        return self.service.url_of("OMNIUM_SIM_PORT")

    @property
    def flow_url(self) -> str:
        """The base URL of Flow's API."""
        return f"{self.service.url_of('FLOW_SIM_PORT')}/v2"

    def omnium(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Call a route of the Omnium simulator, `/_sim/…` included."""
        return call(method, self.omnium_url + path, body, headers)

    def flow(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Call a route of the Flow simulator, `/_sim/…` included; `path` begins at the host."""
        return call(method, self.service.url_of("FLOW_SIM_PORT") + path, body, headers)

    def start(self) -> Self:
        """Start them and wait until both serve."""
        self.service.start()
        return self

    def stop(self) -> None:
        """Stop them."""
        self.service.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
