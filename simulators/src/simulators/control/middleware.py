"""What happens around every API call: it is logged, and a fault may take it."""

from aiohttp import web

from simulators.control.calls import Call, CallLog
from simulators.control.effects import EFFECTS, UNANSWERED
from simulators.control.faults import FAULTS
from simulators.routing import Handler, template_of

CALLS: web.AppKey[CallLog] = web.AppKey("calls", CallLog)
CALL: web.RequestKey[Call] = web.RequestKey("call", Call)


def is_control(request: web.Request) -> bool:
    """Tell the tests' own calls from the API's."""
    return request.path.startswith("/_sim/") or request.path == "/healthz"


@web.middleware
async def log_call(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log the call when it comes in, and its status and its end when it is answered."""
    if is_control(request):
        return await handler(request)
    log = request.app[CALLS]
    call = request[CALL] = await log.receive(request)
    try:
        answer = await handler(request)
    except Exception:
        log.end(call, 500)
        raise
    log.end(call, None if UNANSWERED in request else answer.status)
    return answer


@web.middleware
async def apply_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let an ordered fault take the call."""
    fault = None if is_control(request) else request.app[FAULTS].take(request.method, template_of(request))
    return await handler(request) if fault is None else await EFFECTS[fault.kind](request, handler, fault)
