"""Broker and database together: given by the environment, or private ones that live as long as this object."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from local_stack.broker import Broker
from local_stack.certificates import Authority
from local_stack.database import Database
from local_stack.installation import BROKER_ROOT, installed
from local_stack.part import ExternalPart, Part
from local_stack.ports import HOST
from local_stack.rundir import RunDirectory, create_run
from local_stack.watchdog import Watchdog

MakePart = Callable[[RunDirectory], Part]


@dataclass(frozen=True)
class Servers:
    """How broker and database of a run are made, where others than one of each are wanted."""

    broker: MakePart
    database: MakePart


def without_servers(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment for an infrastructure that is broken on purpose: no server of others, only the RabbitMQ to start."""
    return {BROKER_ROOT: environ.get(BROKER_ROOT, "")}


class Infrastructure:
    """Use as a context manager; everything is synchronous, so wrap it in `asyncio.to_thread` inside a loop."""

    def __init__(
        self,
        label: str = "stack",
        *,
        environ: Mapping[str, str] | None = None,
        root: Path | None = None,
        secured: bool = False,
        servers: Servers | None = None,
    ) -> None:
        """With `secured` both speak TLS alone, by certificates of a CA of this run. The `servers` are made that are given,
        else one of each."""
        environ = os.environ if environ is None else environ
        self.run: RunDirectory = create_run(label, root)
        self._watchdog = Watchdog(self.run)
        self.certificate = Authority(self.run.state / "ca").issue("server", HOST) if secured else None
        made = servers or self._one_of_each(environ)
        self.broker: Part = _given("AMQP_URL", environ) or made.broker(self.run)
        self.database: Part = _given("MONGODB_URL", environ) or made.database(self.run)

    @property
    def amqp_url(self) -> str:
        """Where the broker listens."""
        return self.broker.url

    @property
    def mongodb_url(self) -> str:
        """Where the database listens."""
        return self.database.url

    def start(self) -> Self:
        """Start both at once and wait until both serve; clean up when either fails."""
        try:
            self.broker.spawn()
            self.database.spawn()
            self.database.wait_ready()
            self.broker.wait_ready()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """End what was started and remove its state; logs stay."""
        self.database.close()
        self.broker.close()
        self.run.remove()
        self._watchdog.close()

    def _one_of_each(self, environ: Mapping[str, str]) -> Servers:
        broker = partial(Broker, certificate=self.certificate, installation=installed(environ))
        return Servers(broker, partial(Database, certificate=self.certificate))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _given(variable: str, environ: Mapping[str, str]) -> ExternalPart | None:
    url = environ.get(variable)
    return ExternalPart(variable, url) if url else None
