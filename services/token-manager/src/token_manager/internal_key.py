"""Who may ask for tokens: whoever holds the internal key, or the one that takes its place. Compared in constant time."""

import hmac
from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

from flow_omnium.runtime.internal_key import accepted_keys

_PROTECTED = "/v1/"


def require_internal_key(key: SecretStr) -> Middleware:
    """Return a middleware that answers 401 on our own routes unless the bearer key is right; probes need none."""
    accepted = [f"Bearer {one.get_secret_value()}".encode() for one in accepted_keys(key)]

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if request.path.startswith(_PROTECTED) and not _is_one_of(accepted, given):
            raise web.HTTPUnauthorized
        return await handler(request)

    return check


def _is_one_of(accepted: Sequence[bytes], given: bytes) -> bool:
    """Compare with each, so that the time tells nothing of which was right."""
    return any([hmac.compare_digest(given, one) for one in accepted])  # noqa: C419 - a generator would stop early
