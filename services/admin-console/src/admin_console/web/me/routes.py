"""The routes of what a person chooses."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.me.pages import choose, show, sign_out_everywhere
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/me", Right.LOOK, show),
    Route("POST", "/me", Right.LOOK, choose),
    Route("POST", "/me/sign-out-everywhere", Right.LOOK, sign_out_everywhere),
)
