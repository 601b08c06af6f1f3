"""The routes of problems."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.problems.pages import add_note, problem_list, problem_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/problems", Right.LOOK, problem_list),
    Route("GET", "/problems/{cause}", Right.LOOK, problem_page),
    Route("POST", "/problems/{cause}/note", Right.REPAIR, add_note),
)
