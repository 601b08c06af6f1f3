"""Serves /healthz, /readyz and /metrics, and tells callers that the service will stop.

A service is alive while its event loop turns, whatever it depends on. It is ready while it can take or process work.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from flow_omnium.runtime.dependencies import Dependencies, faults_of


class Health:
    """Whether the service can work, and whether it was told to stop."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._dependencies = dependencies
        self._is_draining = False

    async def readiness(self) -> tuple[bool, Mapping[str, Sequence[str]]]:
        """Return whether the service can work, and which of its dependencies do not answer, each with what is known."""
        faults = await faults_of(self._dependencies.pings)
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

    @property
    def is_draining(self) -> bool:
        """Whether the service was told to stop."""
        return self._is_draining

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
