"""The routes of tasks."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.tasks import pages

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/tasks", Right.LOOK, pages.tasks),
    Route("POST", "/tasks/run", Right.REPAIR, pages.run),
)
