"""The routes of saved views."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.views.pages import remove_view, save_view

ROUTES: Final[Sequence[Route]] = (
    Route("POST", "/views", Right.LOOK, save_view),
    Route("POST", "/views/{id}/remove", Right.LOOK, remove_view),
)
