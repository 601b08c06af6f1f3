"""Broker and database together: given by the environment, or private ones that live as long as this object."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from local_stack.broker import Broker
from local_stack.certificates import Authority
from local_stack.database import Database
from local_stack.part import ExternalPart, Part
from local_stack.ports import HOST
from local_stack.rundir import RunDirectory, create_run
from local_stack.watchdog import Watchdog


class Infrastructure:
    """Use as a context manager; everything is synchronous, so wrap it in `asyncio.to_thread` inside a loop."""

    def __init__(
        self,
        label: str = "stack",
        *,
        environ: Mapping[str, str] | None = None,
        root: Path | None = None,
        secured: bool = False,
    ) -> None:
        """With `secured` both speak TLS alone, by certificates of a CA of this run."""
        environ = os.environ if environ is None else environ
        self.run: RunDirectory = create_run(label, root)
        self._watchdog = Watchdog(self.run)
        self.certificate = Authority(self.run.state / "ca").issue("server", HOST) if secured else None
        self.broker: Part = _given("AMQP_URL", environ) or Broker(self.run, certificate=self.certificate)
        self.database: Part = _given("MONGODB_URL", environ) or Database(
            self.run, certificate=self.certificate
        )

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

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _given(variable: str, environ: Mapping[str, str]) -> ExternalPart | None:
    url = environ.get(variable)
    return ExternalPart(variable, url) if url else None
