"""The routes of finding."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.find.pages import ask_page, find_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/find", Right.LOOK, find_page),
    Route("POST", "/find/ask", Right.LOOK, ask_page),
)
