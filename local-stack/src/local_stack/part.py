"""What broker and database have in common for those who use or break them."""

from typing import Protocol

from local_stack.errors import NotOursError


class Part(Protocol):
    """A server at a fixed address. After `stop`, `kill` or `wipe` it comes back at the same one."""

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user that may do what it has to."""

    def spawn(self) -> None:
        """Start the process without waiting for it."""

    def wait_ready(self) -> None:
        """Wait until it serves."""

    def start(self) -> None:
        """Start it and wait until it serves."""

    def stop(self) -> None:
        """End it in order."""

    def kill(self) -> None:
        """End it with `kill -9`."""

    def wipe(self) -> None:
        """Lose all it holds and serve, empty."""

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""

    def resume(self) -> None:
        """Thaw it."""

    def close(self) -> None:
        """End it for good, helpers included."""


class ExternalPart:
    """A server that the environment names: used as it is."""

    def __init__(self, variable: str, url: str) -> None:
        self._variable = variable
        self._url = url

    @property
    def url(self) -> str:
        """Where clients connect."""
        return self._url

    def url_of(self, program: str) -> str:  # noqa: ARG002 - whoever gives the server gives one user
        """The same for all."""
        return self._url

    def spawn(self) -> None:
        """It runs already."""

    def wait_ready(self) -> None:
        """Its clients will tell."""

    def close(self) -> None:
        """It stays."""

    def start(self) -> None:
        """Refused."""
        self._refuse()

    def stop(self) -> None:
        """Refused."""
        self._refuse()

    def kill(self) -> None:
        """Refused."""
        self._refuse()

    def wipe(self) -> None:
        """Refused."""
        self._refuse()

    def pause(self) -> None:
        """Refused."""
        self._refuse()

    def resume(self) -> None:
        """Refused."""
        self._refuse()

    def _refuse(self) -> None:
        message = f"{self._variable} is set: that server is not ours to start, stop or wipe"
        raise NotOursError(message)
