"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.acts import routes as acts
from admin_console.web.bulk import routes as bulk
from admin_console.web.me import routes as me
from admin_console.web.parked import routes as parked
from admin_console.web.pauses import routes as pauses
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell
from admin_console.web.signing_in import routes as signing_in

ROOMS: Final[Sequence[Sequence[Route]]] = (
    acts.ROUTES,
    bulk.ROUTES,
    me.ROUTES,
    parked.ROUTES,
    pauses.ROUTES,
    shell.ROUTES,
    signing_in.ROUTES,
)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
