"""The routes of records."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.records.pages import record_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (Route("GET", "/records/{tenant}/{record}", Right.LOOK, record_page),)
