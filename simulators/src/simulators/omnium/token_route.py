"""The token endpoint: text by default, JSON on demand, credentials in the query or in a form."""

from collections.abc import Mapping

from aiohttp import web

from simulators.answers import json_answer
from simulators.omnium.state import STATE
from simulators.refusal import Refusal


async def post_token(request: web.Request) -> web.Response:
    """Give out a token; names in the query and in the form match in any case."""
    state = request.app[STATE]
    state.tokens.requests += 1
    values = await _values(request)
    lifetime = state.config.token_lifetime_seconds
    token = state.tokens.issue(_required(values, "clientId"), _required(values, "clientSecret"), lifetime)
    if values.get("returnasjson", "").lower() != "true":
        return web.Response(text=token)
    return json_answer({"accessToken": token, "tokenType": "Bearer", "expiresIn": int(lifetime)})


async def _values(request: web.Request) -> Mapping[str, str]:
    values = {name.lower(): value for name, value in request.query.items()}
    if request.content_type != "application/x-www-form-urlencoded":
        return values
    form = {name.lower(): str(value) for name, value in (await request.post()).items()}
    if form and form.get("grant_type") != "client_credentials":
        raise Refusal(400, "grant_type: must be client_credentials")
    return {**values, **form}


def _required(values: Mapping[str, str], name: str) -> str:
    if not values.get(name.lower()):
        raise Refusal(400, f"{name}: is required")
    return values[name.lower()]
