"""What is done to all members of a cluster at once."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

MEMBERS = 3


class Member(Protocol):
    """One process of a cluster."""

    def spawn(self) -> None:
        """Start it without waiting for it."""

    def stop(self) -> None:
        """End it in order."""

    def kill(self) -> None:
        """End it with `kill -9`."""

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""

    def resume(self) -> None:
        """Thaw it."""

    def close(self) -> None:
        """End it for good."""


M = TypeVar("M", bound=Member)


class Cluster(Generic[M]):
    """Three members; each may also be broken alone."""

    def __init__(self, members: Sequence[M]) -> None:
        self.members = tuple(members)

    def spawn(self) -> None:
        """Start all without waiting for them."""
        for member in self.members:
            member.spawn()

    def stop(self) -> None:
        """End all in order, one after the other."""
        for member in self.members:
            member.stop()

    def kill(self) -> None:
        """End all with `kill -9`."""
        for member in self.members:
            member.kill()

    def pause(self) -> None:
        """Freeze all."""
        for member in self.members:
            member.pause()

    def resume(self) -> None:
        """Thaw all."""
        for member in self.members:
            member.resume()

    def close(self) -> None:
        """End all for good."""
        for member in self.members:
            member.close()
