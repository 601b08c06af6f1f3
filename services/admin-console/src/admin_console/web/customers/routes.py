"""The routes of customers affected."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.customers.pages import PATH, affected_page, reveal_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", PATH, Right.LOOK, affected_page),
    Route("POST", f"{PATH}/reveal", Right.REVEAL, reveal_page),
)
