"""The services, wired to one another, to one infrastructure and to one pair of APIs."""

import base64
import secrets
import subprocess
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

from flow_omnium.schema.access import PRIVACY, PROGRAMS, Program
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.processes import system_environment
from local_stack.rundir import RunDirectory
from local_stack.service import Service, console_script
from local_stack.users import ADMINISTRATOR

CLI_SECONDS = 120
CONSOLE: Final = "admin-console"

ENCRYPTION_KEYS: Final = frozenset(
    {"SETTINGS_ENCRYPTION_KEYS", "OMNIUM_ENCRYPTION_KEYS", "FLOW_ENCRYPTION_KEYS"}
)
"""The operator's: the console has them all."""

NEEDED_KEYS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "webhook-gateway": frozenset(),
        "order-sync": frozenset({"FLOW_ENCRYPTION_KEYS"}),
        "receivement-sync": frozenset({"FLOW_ENCRYPTION_KEYS"}),
        "catalog-sync": frozenset({"FLOW_ENCRYPTION_KEYS"}),
        "token-manager": frozenset({"OMNIUM_ENCRYPTION_KEYS"}),
    }
)
"""Which of them each service is given, as in the manifests."""


@dataclass(frozen=True)
class Endpoints:
    """What the services stand on; `own` are the variables in which a program differs from the others, by its name."""

    amqp_url: str
    mongodb_url: str
    omnium_api_url: str
    flow_api_url: str
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def on(cls, infrastructure: Infrastructure, omnium_api_url: str, flow_api_url: str) -> Self:
        """Stand on broker and database, each program as users of its own."""
        own = {
            program.name: {
                "AMQP_URL": infrastructure.broker.url_of(_broker_user(program)),
                "MONGODB_URL": infrastructure.database.url_of(program.name),
            }
            for program in PROGRAMS
        }
        urls = infrastructure.amqp_url, infrastructure.mongodb_url
        return cls(*urls, omnium_api_url, flow_api_url, own)


def _broker_user(program: Program) -> str:
    if program.name == PRIVACY:
        return CONSOLE
    return program.name if program.broker else ADMINISTRATOR


def _user_for(arguments: Sequence[str]) -> str:
    """The database user that an operator takes for a command."""
    if arguments[:1] == ("privacy",) or arguments[:2] == ("audit", "prune"):
        return PRIVACY
    return "schema" if arguments[:1] == ("schema",) else CONSOLE


class Suite:
    """token-manager, the three workers and webhook-gateway as real processes."""

    def __init__(
        self, run: RunDirectory, endpoints: Endpoints, settings: Mapping[str, str] | None = None
    ) -> None:
        """`settings` are added to the environment of every service and win over our own choices."""
        self._run = run
        self._own = endpoints.own
        self.environment: dict[str, str] = {
            **_environment_of(endpoints),
            "INTERNAL_API_KEY": secrets.token_urlsafe(24),
            **{name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ENCRYPTION_KEYS},
            **(settings or {}),
        }
        self.token_manager = self.service("token-manager")
        self.order_sync = self.service("order-sync")
        self.receivement_sync = self.service("receivement-sync")
        self.catalog_sync = self.service("catalog-sync")
        self.gateway = self.service("webhook-gateway")
        self._tell_token_manager()

    @property
    def workers(self) -> tuple[Service, ...]:
        """Those that read queues."""
        return (self.order_sync, self.receivement_sync, self.catalog_sync)

    @property
    def services(self) -> tuple[Service, ...]:
        """All five, in the order in which they are stopped: the door first, what the others need last."""
        return (self.gateway, *self.workers, self.token_manager)

    def service(self, name: str, settings: Mapping[str, str] | None = None) -> Service:
        """One more process of a service, not started; without `settings` it follows `environment`."""
        env = self.environment_of(name) if settings is None else dict(self.environment_of(name, settings))
        return Service(name, _Without(env, ENCRYPTION_KEYS - NEEDED_KEYS[name]), self._run)

    def program(self, name: str, command: Sequence[str | Path], settings: dict[str, str]) -> Service:
        """A process that has the operator's keys, by a name that has users of its own; not started. It is told what `settings`
        say when it starts."""
        env = ChainMap(settings, dict(self._own.get(name, {})), self.environment)
        return Service(name, env, self._run, command=command)

    def environment_of(self, name: str, settings: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """What a program is told: `settings`, where they say something else than `environment`, then what is its own."""
        changed = {
            variable: value
            for variable, value in (settings or {}).items()
            if self.environment.get(variable) != value
        }
        return ChainMap(changed, dict(self._own.get(name, {})), self.environment)

    def start(self, meanwhile: Callable[[], object] | None = None) -> Self:
        """Bring the schema up to date, start all at once and wait until all are ready; stop all when one is not.

        `meanwhile` is done while they start: it may use the database, and no service.
        """
        try:
            # What it cannot mend, on servers that are not ours, keeps the services from no work that they can do.
            self.cli("schema", "apply")
            for service in self.services:
                service.spawn()
            self._wait_ready_beside(meanwhile)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop gateway and workers, which need nothing of one another, side by side; then what they need."""
        *users, token_manager = self.services
        with ThreadPoolExecutor(len(users)) as stopping:
            list(stopping.map(Service.stop, users))
        token_manager.stop()

    def cli(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run `flow-omnium` as the operator of this suite would: with the rights that it takes."""
        user = _user_for(arguments)
        return subprocess.run(  # noqa: S603 - our own command, no shell
            [console_script("flow-omnium"), *arguments],
            env={**system_environment(), **self._run.marker, **self.environment_of(user, env)},
            capture_output=True,
            text=True,
            timeout=CLI_SECONDS,
            check=False,
        )

    def cli_checked(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """The same; its output, or an error that holds it."""
        done = self.cli(*arguments, env=env)
        if done.returncode != 0:
            message = (
                f"flow-omnium {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
            )
            raise StackError(message)
        return done.stdout

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_ready_beside(self, meanwhile: Callable[[], object] | None) -> None:
        """A service that ends early is told of first: what is done meanwhile may fail for the same reason."""
        with ThreadPoolExecutor(1) as beside:
            done = beside.submit(meanwhile) if meanwhile is not None else None
            self._wait_ready()
            if done is not None:
                done.result()

    def _wait_ready(self) -> None:
        self.token_manager.wait_ready()
        if self._tell_token_manager():
            # Its port was taken meanwhile, so it moved: the others were started with the old one.
            for service in self.services[:-1]:
                service.stop()
                service.spawn()
        for service in self.services[:-1]:
            service.wait_ready()

    def _tell_token_manager(self) -> bool:
        before = self.environment.get("TOKEN_MANAGER_URL")
        self.environment["TOKEN_MANAGER_URL"] = self.token_manager.base_url
        return before != self.token_manager.base_url


class _Without(Mapping[str, str]):
    """An environment less some variables; it follows what it is made of."""

    def __init__(self, whole: Mapping[str, str], withheld: Collection[str]) -> None:
        self._whole = whole
        self._withheld = withheld

    def __getitem__(self, name: str) -> str:
        if name in self._withheld:
            raise KeyError(name)
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._whole if name not in self._withheld)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _environment_of(endpoints: Endpoints) -> dict[str, str]:
    return {
        "AMQP_URL": endpoints.amqp_url,
        "MONGODB_URL": endpoints.mongodb_url,
        "OMNIUM_API_URL": endpoints.omnium_api_url,
        "FLOW_API_URL": endpoints.flow_api_url,
        "LOG_FORMAT": "json",
    }
