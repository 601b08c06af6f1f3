"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.jobs import routes as jobs
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell
from admin_console.web.views import routes as views

ROOMS: Final[Sequence[Sequence[Route]]] = (shell.ROUTES, jobs.ROUTES, views.ROUTES)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
