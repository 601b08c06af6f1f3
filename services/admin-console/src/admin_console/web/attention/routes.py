"""The routes of the inbox. Settling is an act, and has its own room."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.attention.pages import inbox_page, take
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/attention", Right.LOOK, inbox_page),
    Route("POST", "/attention/{id}/take", Right.REPAIR, take),
)
