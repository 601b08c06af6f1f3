"""The routes of acts on many jobs. Retrying up to 500 takes the right to repair, all else the right to hold: its page looks."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.bulk.pages import confirm, start
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/bulk", Right.REPAIR, confirm),
    Route("POST", "/bulk", Right.REPAIR, start),
)
