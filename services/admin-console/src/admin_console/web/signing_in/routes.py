"""The routes of signing in and out, and of the sessions."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.signing_in.oidc.pages import begin, come_back
from admin_console.web.signing_in.pages import log_out, login, sign_in
from admin_console.web.signing_in.session_pages import end_session, list_sessions

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/login", None, login),
    Route("POST", "/login", None, sign_in),
    Route("GET", "/login/oidc", None, begin),
    Route("GET", "/login/callback", None, come_back),
    Route("POST", "/logout", Right.LOOK, log_out),
    Route("GET", "/sessions", Right.ADMINISTER, list_sessions),
    Route("POST", "/sessions/end", Right.ADMINISTER, end_session),
)
