"""Who may ask for tokens: whoever holds the internal key. It is compared in constant time."""

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

_PROTECTED = "/v1/"


def require_internal_key(key: SecretStr) -> Middleware:
    """Return a middleware that answers 401 on our own routes unless the bearer key is right; probes need none."""
    expected = f"Bearer {key.get_secret_value()}".encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if request.path.startswith(_PROTECTED) and not hmac.compare_digest(given, expected):
            raise web.HTTPUnauthorized
        return await handler(request)

    return check
