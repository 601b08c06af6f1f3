"""The control routes that both simulators share."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.clock import Clock
from simulators.control.calls import CallLog
from simulators.control.faults import FAULTS, Fault, FaultBoard
from simulators.control.middleware import CALLS
from simulators.routing import TEMPLATES, Table, add_routes
from simulators.write_model import written

Reset: TypeAlias = Callable[[], Awaitable[None]]

RESET: web.AppKey[Reset] = web.AppKey("reset")


def add_control(app: web.Application, *, clock: Clock, reset: Reset) -> None:
    """Give an app its call log, its fault board and the routes to them."""
    app[TEMPLATES] = {}
    app[CALLS] = CallLog(clock)
    app[FAULTS] = FaultBoard()
    app[RESET] = reset
    add_routes(app, control_table())


def control_table() -> Table:
    """List the shared control routes."""
    return {
        "/healthz": {"GET": tell_health},
        "/_sim/calls": {"GET": list_calls, "DELETE": clear_calls},
        "/_sim/faults": {"GET": list_faults, "POST": order_fault, "DELETE": clear_faults},
        "/_sim/reset": {"POST": reset_all},
    }


async def tell_health(_request: web.Request) -> web.Response:
    """Say that the app serves."""
    return json_answer({"status": "ok"})


async def list_calls(request: web.Request) -> web.Response:
    """List the received calls."""
    return json_answer(request.app[CALLS].listed(request.query.get("method"), request.query.get("route")))


async def clear_calls(request: web.Request) -> web.Response:
    """Forget the received calls."""
    request.app[CALLS].clear()
    return empty_answer(204)


async def list_faults(request: web.Request) -> web.Response:
    """List the faults that are still to come."""
    return json_answer(request.app[FAULTS].listed())


async def order_fault(request: web.Request) -> web.Response:
    """Order a fault."""
    fault = await written(request, Fault)
    request.app[FAULTS].order(fault)
    return json_answer(fault.model_dump(by_alias=True), status=201)


async def clear_faults(request: web.Request) -> web.Response:
    """Take back every ordered fault."""
    request.app[FAULTS].clear()
    return empty_answer(204)


async def reset_all(request: web.Request) -> web.Response:
    """Go back to the start: nothing stored, nothing logged, settings as they were."""
    await request.app[RESET]()
    request.app[CALLS].clear()
    request.app[FAULTS].clear()
    return empty_answer(204)
