"""The console's two cookies: the session, and what a browser has before it is signed in.

Both are out of the reach of scripts, and are not sent with what other sites post. `Strict` would leave the session out on the way
back from the issuer. `__Host-` lets no neighbouring host set them; a browser takes such a name only over TLS, so without TLS, which
is for this machine alone, they have plain names.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiohttp import hdrs, web

from admin_console.web.signing_in.keys import is_secret, new_secret
from flow_omnium.console.sessions import LONGEST

BEFORE: Final = timedelta(hours=1)
"""How long a sign-in page may stand open."""

_SESSION: Final = "console"
_BEFORE: Final = "console-before"


@dataclass(frozen=True)
class Cookies:
    """Reads and sets them; `are_secure` where browsers reach the console by TLS."""

    are_secure: bool

    @property
    def session_name(self) -> str:
        """The name of the session's."""
        return self._named(_SESSION)

    @property
    def before_name(self) -> str:
        """The name of the one before the sign-in."""
        return self._named(_BEFORE)

    def session(self, request: web.Request) -> str | None:
        """Return the session's secret, None where the browser has none that can be one."""
        return _secret(request, self.session_name)

    def before(self, request: web.Request) -> str | None:
        """Return the secret from before the sign-in, None as above."""
        return _secret(request, self.before_name)

    def keep_session(self, response: web.StreamResponse, secret: str) -> None:
        """Give the browser its session, and take what it had before."""
        self._set(response, self.session_name, secret, LONGEST)
        self._drop(response, self.before_name)

    def keep_before(self, response: web.StreamResponse, secret: str | None) -> None:
        """Give the browser a secret to sign in with, anew where it has one."""
        self._set(response, self.before_name, secret or new_secret(), BEFORE)

    def drop_session(self, response: web.StreamResponse) -> None:
        """Take the session from the browser."""
        self._drop(response, self.session_name)

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.are_secure else name

    def _set(self, response: web.StreamResponse, name: str, secret: str, life: timedelta) -> None:
        self._write(response, name, secret, round(life.total_seconds()))

    def _drop(self, response: web.StreamResponse, name: str) -> None:
        self._write(response, name, "", 0)

    def _write(self, response: web.StreamResponse, name: str, value: str, seconds: int) -> None:
        """Write the header itself: an answer's own cookies are in its headers before it is finished."""
        secure = ["Secure"] if self.are_secure else []
        told = [f"{name}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly", "SameSite=Lax", *secure]
        response.headers.add(hdrs.SET_COOKIE, "; ".join(told))


def _secret(request: web.Request, name: str) -> str | None:
    text = request.cookies.get(name)
    return text if is_secret(text) else None
