"""Serves /healthz, /readyz and /metrics, and tells callers that the service will stop.

A service is alive while its event loop turns, whatever it depends on. It is ready while it can take or process work.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

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


class Health:
    """Whether the service can work, and whether it was told to stop."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._dependencies = dependencies
        self._is_draining = False

    async def readiness(self) -> tuple[bool, Mapping[str, Sequence[str]]]:
        """Return whether the service can work, and which of its dependencies do not answer, each with what is known."""
        faults = await _faults(self._dependencies.pings)
        if self._is_draining:
            return False, {"stopping": (), **faults}
        return self._dependencies.suffice_without(faults), faults

    def notes(self) -> Mapping[str, Sequence[str]]:
        """Return what is to be said beside."""
        return {name: notes() for name, notes in self._dependencies.notes.items()}

    async def drain(self, seconds: float) -> None:
        """Go on serving for so long, while no balancer sends anything new and callers let their connections go.

        A connection that is closed between two requests of it costs whoever sends just then a request. So each
        answer says that it is the last one of its connection, and the caller takes another, to another replica.
        """
        self._is_draining = True
        await asyncio.sleep(seconds)

    async def part_when_draining(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Close the connection after this answer, and say so in it."""
        if self._is_draining:
            response.force_close()
            response.headers[hdrs.CONNECTION] = "close"


HEALTH: Final = web.AppKey("health", Health)


def add_health_routes(app: web.Application, dependencies: Dependencies, registry: CollectorRegistry) -> None:
    """Serve /healthz (the loop turns), /readyz (work can be done) and /metrics; `app[HEALTH]` drains."""
    health = app[HEALTH] = Health(dependencies)
    app.on_response_prepare.append(health.part_when_draining)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        is_ready, faults = await health.readiness()
        notes = health.notes()
        said = {name: [*faults.get(name, ()), *notes.get(name, ())] for name in (*notes, *faults)}
        details = {name: lines for name, lines in said.items() if lines}
        body = {"status": "ok" if is_ready else "unavailable", "faults": list(faults)}
        told = {"details": details} if details else {}
        return web.json_response({**body, **told}, status=200 if is_ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])


async def _faults(pings: Mapping[str, Ping]) -> Mapping[str, Sequence[str]]:
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
