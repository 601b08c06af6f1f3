"""The routes of what belongs to no room."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.shell.pages import help_page, live, runbook

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/help", Right.LOOK, help_page),
    Route("GET", "/help/runbook", Right.LOOK, runbook),
    Route("GET", "/live", Right.LOOK, live),
)
