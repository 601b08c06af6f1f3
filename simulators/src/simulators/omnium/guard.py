"""What every call to Omnium's API passes: words for refusals, a valid token, the limits."""

import asyncio
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.control.middleware import is_control
from simulators.omnium.orders.commit import CALLER
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Handler

OPEN_PATHS: Final = frozenset({"/api/token", "/api/health"})


@web.middleware
async def word_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer refusals with a plain string, as Omnium does (or a JSON string, by switch)."""
    try:
        return await handler(request)
    except Refusal as refusal:
        status, message, headers = refusal.status, refusal.message, refusal.headers
    except web.HTTPException as error:
        status, message, headers = error.status, error.reason, {}
    if request.app[STATE].config.json_error_strings:
        answer = json_answer(message, status)
    else:
        answer = web.Response(text=message, status=status)
    answer.headers.update(headers)
    return answer


@web.middleware
async def require_token(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only holders of a valid token through, and only within the limits; the token endpoint is exempt."""
    if is_control(request) or request.path.lower().rstrip("/") in OPEN_PATHS:
        return await handler(request)
    state = request.app[STATE]
    client_id = request[CALLER] = state.tokens.holder(request.headers.get("Authorization", ""))
    with state.limits.admitted(client_id, state.config):
        if state.config.answer_delay_seconds:
            await asyncio.sleep(state.config.answer_delay_seconds)
        return await handler(request)
