"""The headers that every answer carries, whatever it is: a page, a file, an error, a probe."""

from collections.abc import Mapping
from typing import Final

from aiohttp import hdrs, web

_HSTS_SECONDS: Final = 31_536_000


def content_policy(issuer_origin: str | None = None) -> str:
    """Return the policy: nothing from elsewhere and nothing inline; a login form may lead to the issuer."""
    forms = "'self'" if issuer_origin is None else f"'self' {issuer_origin}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def security_headers(*, issuer_origin: str | None, is_https: bool) -> Mapping[str, str]:
    """Return the headers of every answer; an answer that may be kept says so itself."""
    transport = {"Strict-Transport-Security": f"max-age={_HSTS_SECONDS}"} if is_https else {}
    return {
        "Content-Security-Policy": content_policy(issuer_origin),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        hdrs.CACHE_CONTROL: "no-store",
        hdrs.SERVER: "flow-omnium",  # else the versions of Python and of its server would stand there
        **transport,
    }


def secure(app: web.Application, headers: Mapping[str, str]) -> None:
    """Write them into whatever the application answers."""

    async def write(_request: web.Request, response: web.StreamResponse) -> None:
        kept = response.headers.get(hdrs.CACHE_CONTROL)
        response.headers.update(headers if kept is None else {**headers, hdrs.CACHE_CONTROL: kept})

    app.on_response_prepare.append(write)
