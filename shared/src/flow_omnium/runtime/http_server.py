"""What every service serves beside its own routes: liveness, readiness and metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

Ping = Callable[[], Awaitable[None]]
"""Raises when the dependency cannot be used."""

_PING_SECONDS = 3.0


def add_health_routes(app: web.Application, pings: Mapping[str, Ping], registry: CollectorRegistry) -> None:
    """Serve /healthz (the loop turns), /readyz (each dependency answers) and /metrics."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        faults = await _faults(pings)
        return web.json_response(
            {"status": "unavailable" if faults else "ok", "faults": faults}, status=503 if faults else 200
        )

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])


async def _faults(pings: Mapping[str, Ping]) -> list[str]:
    answers = await asyncio.gather(*(_answers(ping) for ping in pings.values()))
    return [name for name, answered in zip(pings, answers, strict=True) if not answered]


async def _answers(ping: Ping) -> bool:
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await ping()
    except Exception:  # noqa: BLE001 - whatever a dependency raises means that it is not ready
        return False
    return True


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Start listening; without an access log, which would print URLs. The caller cleans the runner up."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
