"""What every service serves beside its own routes, /healthz, /readyz and /metrics, and how it says that it will stop.

Alive is a service whose loop turns, whatever it depends on; ready is one that can take or process work.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

Ping = Callable[[], Awaitable[None]]
"""Raises when the dependency cannot be used."""

_PING_SECONDS: Final = 3.0


@dataclass(frozen=True)
class Dependencies:
    """What a service rests on: it works with all that it `needs` and, if any are named, one of `any_of`.

    What is only `told` stands in /readyz, and decides nothing.
    """

    needs: Mapping[str, Ping] = field(default_factory=dict)
    any_of: Mapping[str, Ping] = field(default_factory=dict)
    told: Mapping[str, Ping] = field(default_factory=dict)

    @property
    def pings(self) -> Mapping[str, Ping]:
        """All, by name."""
        return {**self.needs, **self.any_of, **self.told}

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

    async def readiness(self) -> tuple[bool, list[str]]:
        """Return whether the service can work, and which of its dependencies do not answer."""
        faults = await _faults(self._dependencies.pings)
        if self._is_draining:
            return False, ["stopping", *faults]
        return self._dependencies.suffice_without(faults), faults

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
        body = {"status": "ok" if is_ready else "unavailable", "faults": faults}
        return web.json_response(body, status=200 if is_ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])


async def _faults(pings: Mapping[str, Ping]) -> list[str]:
    answers = await asyncio.gather(*(is_answered(ping) for ping in pings.values()))
    return [name for name, answered in zip(pings, answers, strict=True) if not answered]


async def is_answered(ping: Ping) -> bool:
    """Tell whether the dependency answers, in three seconds at most."""
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await ping()
    except Exception:  # noqa: BLE001 - whatever a dependency raises means that it is not ready
        return False
    return True
