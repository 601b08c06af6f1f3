"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.overview import routes as overview
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell

ROOMS: Final[Sequence[Sequence[Route]]] = (shell.ROUTES, overview.ROUTES)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
