"""Everything on one machine: broker, database, simulators and services, started and stopped in order."""

from collections.abc import Callable, Mapping
from typing import Self

from local_stack.infrastructure import Infrastructure
from local_stack.progress import Progress
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite
from local_stack.web_console import NAME as WEB_CONSOLE
from local_stack.web_console import WebConsole, web_console

PASSED_ON = (
    "FLOW_API_HOSTS",
    "FLOW_API_URL",
    "HTTP_DRAIN_SECONDS",
    "JOB_TIMEOUT_SECONDS",
    "LEASE_SECONDS",
    "LOG_LEVEL",
    "MONGODB_DATABASE",
    "OMNIUM_API_HOSTS",
    "OMNIUM_API_URL",
    "OMNIUM_MAX_CONCURRENCY",
    "RELAY_GRACE_SECONDS",
    "RELAY_INTERVAL_SECONDS",
    "RETRY_UNIT_SECONDS",
    "TENANT_CONCURRENCY",
    "TRUSTED_HOPS",
    "TRUSTED_PROXIES",
    "WORKER_CONCURRENCY",
)
"""What the caller may set for the services; `OTEL_…` is passed on as well."""


PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
"""Passed on as well, where Omnium or Flow is a real one: simulators are called directly."""


class Stack:
    """One run of everything. A part that the environment names is used instead of one of our own."""

    def __init__(
        self,
        label: str,
        progress: Progress,
        environ: Mapping[str, str],
        settings: Mapping[str, str],
        *,
        meanwhile: Callable[["Stack"], object] | None = None,
    ) -> None:
        """`settings` are defaults for the services: what the caller's environment says wins.

        `meanwhile` is done while the services start: it may use the database and the simulators.
        """
        self._meanwhile = meanwhile
        self._progress = progress
        self._settings = {**settings, **_passed_on(environ)}
        self.infrastructure = Infrastructure(label, environ=environ)
        self.simulators = Simulators(self.infrastructure.run)
        self.suite: Suite = self._new_suite()
        self.web_console: WebConsole = web_console(self.suite)

    @property
    def logs(self) -> str:
        """The folder of all logs."""
        return str(self.infrastructure.run.logs)

    @property
    def simulated(self) -> bool:
        """Whether both Omnium and Flow are simulated."""
        return not {"OMNIUM_API_URL", "FLOW_API_URL"} & self._settings.keys()

    def addresses(self) -> dict[str, str]:
        """Where everything listens; passwords are in it, they are of this run only."""
        servers = {"RabbitMQ": self.infrastructure.amqp_url, "MongoDB": self.infrastructure.mongodb_url}
        services = {service.name: service.base_url for service in self.suite.services}
        console = {WEB_CONSOLE: f"{self.web_console.url} (password: {self.web_console.password})"}
        apis = {
            "Omnium": self.suite.environment["OMNIUM_API_URL"],
            "Flow": self.suite.environment["FLOW_API_URL"],
        }
        return {**console, **servers, **services, **apis}

    def metrics(self) -> dict[str, str]:
        """Where each service serves its metrics."""
        services = (*self.suite.services, self.web_console.service)
        return {service.name: f"{service.base_url}/metrics" for service in services}

    def start(self) -> Self:
        """Start everything; end everything when a part does not come up."""
        try:
            self._start_parts()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Stop the services, then the simulators, then what the services need."""
        self.web_console.service.stop()
        self.suite.stop()
        self.simulators.stop()
        self.infrastructure.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        with self._progress.step("Stopping everything"):
            self.close()

    def _start_parts(self) -> None:
        with self._progress.step("Starting RabbitMQ, MongoDB and the simulators"):
            self.simulators.service.spawn()
            self.infrastructure.start()
            self.simulators.service.wait_ready()
        # Only now are all addresses certain: a port that was taken meanwhile has been replaced.
        self.suite = self._new_suite()
        with self._progress.step("Starting the services"):
            self.suite.start(self._prepare)
            self.web_console = web_console(self.suite)
            self.web_console.service.start()

    def _prepare(self) -> None:
        if self._meanwhile is not None:
            self._meanwhile(self)

    def _new_suite(self) -> Suite:
        simulators = self.simulators
        endpoints = Endpoints.on(self.infrastructure, simulators.omnium_url, simulators.flow_url)
        return Suite(self.infrastructure.run, endpoints, self._settings)


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    names = {name for name in environ if name in PASSED_ON or name.startswith("OTEL_")}
    passed_on = {name: environ[name] for name in names if environ[name]}
    if not {"OMNIUM_API_URL", "FLOW_API_URL"} & passed_on.keys():
        return passed_on
    proxies = {name.upper(): value for name, value in environ.items() if name.upper() in PROXIES and value}
    if proxies:
        # The other of the two may be simulated, on this machine.
        proxies["NO_PROXY"] = ",".join(filter(None, (proxies.get("NO_PROXY"), "127.0.0.1")))
    return passed_on | proxies
