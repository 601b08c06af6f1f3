"""The route of the system."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.system import pages

ROUTES: Final[Sequence[Route]] = (Route("GET", "/system", Right.LOOK, pages.system),)
