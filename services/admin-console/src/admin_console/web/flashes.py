"""What is said once on the next page: it travels in a cookie that no script reads, and is escaped where it is printed."""

from typing import Final
from urllib.parse import quote, unquote

from aiohttp import web

_COOKIE: Final = "console-flash"
_SECONDS: Final = 60
_LONGEST: Final = 400


def keep_flash(response: web.StreamResponse, flash: str, *, is_https: bool) -> None:
    """Let the next page say it."""
    text = quote(flash[:_LONGEST])
    response.set_cookie(
        _name(is_https), text, max_age=_SECONDS, httponly=True, samesite="Lax", secure=is_https, path="/"
    )


def flash_of(request: web.Request, *, is_https: bool) -> str | None:
    """Return what is to be said, None where nothing is."""
    text = request.cookies.get(_name(is_https))
    return unquote(text)[:_LONGEST] if text else None


def drop_flash(response: web.StreamResponse, *, is_https: bool) -> None:
    """It has been said."""
    response.del_cookie(_name(is_https), path="/", secure=is_https, httponly=True, samesite="Lax")


def _name(is_https: bool) -> str:
    return f"__Host-{_COOKIE}" if is_https else _COOKIE
