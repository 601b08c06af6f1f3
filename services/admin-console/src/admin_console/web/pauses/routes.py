"""The routes of pauses."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.pauses.pages import lift, pause, pauses_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/pauses", Right.LOOK, pauses_page),
    Route("POST", "/pauses", Right.HOLD, pause),
    Route("POST", "/pauses/lift", Right.HOLD, lift),
)
