"""Running both simulators in one process until it is told to stop."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack

from aiohttp import web

from simulators.flow.app import create_flow_app
from simulators.flow.state import FlowState
from simulators.omnium.app import create_omnium_app
from simulators.omnium.state import OmniumState
from simulators.settings import Settings


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then close everything."""
    stopping = _stop_event()
    async with AsyncExitStack() as stack:
        host = settings.sim_host
        omnium = await _serve(stack, create_omnium_app(OmniumState()), host, settings.omnium_sim_port)
        flow = await _serve(stack, create_flow_app(FlowState()), host, settings.flow_sim_port)
        _announce(f"simulators listening omnium=http://{host}:{omnium} flow=http://{host}:{flow}/v2")
        await stopping.wait()
    _announce("simulators stopped")


async def _serve(stack: AsyncExitStack, app: web.Application, host: str, port: int) -> int:
    """Start an app and tell its port. Calls under way get a second to finish on shutdown."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()
    taken: int = runner.addresses[0][1]
    return taken


def _stop_event() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def _announce(line: str) -> None:
    """Say it at any log level: with port 0 this line is how others learn the ports."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
