"""What a service rests on, and asking whether it answers."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Ping = Callable[[], Awaitable[None]]
"""Raises when the dependency cannot be used."""

Notes = Callable[[], Sequence[str]]
"""Returns remarks for /readyz, which anybody may read; none while all is as it should be."""

_PING_SECONDS: Final = 3.0


class NamedFault(Exception):
    """Raised by a ping whose fault can be named to anybody: its lines stand in /readyz."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Dependencies:
    """What a service rests on: it works with all that it `needs` and, if any are named, one of `any_of`.

    What is `informational` stands in /readyz and decides nothing. So do the `notes`, on what answers and is yet not as it
    should be.
    """

    needs: Mapping[str, Ping] = field(default_factory=dict)
    any_of: Mapping[str, Ping] = field(default_factory=dict)
    informational: Mapping[str, Ping] = field(default_factory=dict)
    notes: Mapping[str, Notes] = field(default_factory=dict)

    @property
    def pings(self) -> Mapping[str, Ping]:
        """All, by name."""
        return {**self.needs, **self.any_of, **self.informational}

    def suffice_without(self, faults: Collection[str]) -> bool:
        """Tell whether the service can work while these do not answer."""
        if not self.needs.keys().isdisjoint(faults):
            return False
        return not self.any_of or not self.any_of.keys() <= set(faults)


async def faults_of(pings: Mapping[str, Ping]) -> Mapping[str, Sequence[str]]:
    """Return which dependencies do not answer, each with what may be said of it to anybody."""
    answers = await asyncio.gather(*(_fault(ping) for ping in pings.values()))
    return {name: fault for name, fault in zip(pings, answers, strict=True) if fault is not None}


async def is_answered(ping: Ping) -> bool:
    """Tell whether the dependency answers, in three seconds at most."""
    return await _fault(ping) is None


async def _fault(ping: Ping) -> Sequence[str] | None:
    """Return what is known of why the dependency does not answer, None when it does."""
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await ping()
    except NamedFault as fault:
        return fault.lines
    except Exception:  # noqa: BLE001 - whatever a dependency raises means that it is not ready
        return ()
    return None
