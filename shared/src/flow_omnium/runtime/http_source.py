"""Where a request comes from, as far as that can be believed."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from flow_omnium.runtime.client_address import ClientAddress

FORWARDED: Final = "X-Forwarded-For"


def source_of(request: web.Request, addresses: ClientAddress) -> str:
    """Return the client's address; the header is looked at only where it may matter."""
    lines: Sequence[str] = ()
    if addresses.reads_forwarded:
        lines = request.headers.getall(FORWARDED, ())
    return addresses.of(request.remote, lines)
