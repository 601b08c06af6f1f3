"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.me import routes as me
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell
from admin_console.web.signing_in import routes as signing_in

ROOMS: Final[Sequence[Sequence[Route]]] = (shell.ROUTES, signing_in.ROUTES, me.ROUTES)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
