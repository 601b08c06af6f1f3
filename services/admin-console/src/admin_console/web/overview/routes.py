"""The routes of the overview."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.overview import pages
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (Route("GET", "/", Right.LOOK, pages.overview),)
