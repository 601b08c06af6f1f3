"""What is asked of a vendor: which of its records have changed in a window, each as a job would have to be made for it."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.expectation import Expectation
from flow_omnium.tenants.tenant import Tenant

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Sighting:
    """A record as a vendor lists it: the job that it needs, and its version in the words of `Journal.saw`.

    `event` is what the job is to know, as if an event had come. `part` names a record of which a key has several, such as
    a receipt of an order. `at`: when it became so by the vendor's clock (UTC), if that is told. `expects`: what else is to
    become of it.
    """

    kind: JobKind
    key: str
    version: str
    event: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    part: str = ""
    at: datetime | None = None
    expects: tuple[Expectation, ...] = ()


@dataclass(frozen=True)
class Window:
    """From when to when (UTC, both included) a vendor is asked for changes."""

    since: datetime
    until: datetime


Flag = Callable[[str], None]
"""Tells a person of a part of a list that could not be read."""


class Source(Protocol):
    """A list of a vendor's, such as Omnium's orders. The same object serves all tenants."""

    def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """Yield what changed, some at once; the next ones are asked for when these are done with.

        The same record may come twice, with another version or the same. What cannot be read is flagged and holds up nothing
        else. Raises the outcomes of `flow_omnium.outcomes`; Ignored where the vendor does not offer the list.
        """
        ...
