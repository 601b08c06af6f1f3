"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.me import routes as me
from admin_console.web.overview import routes as overview
from admin_console.web.reconciliation import routes as reconciliation
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell
from admin_console.web.signing_in import routes as signing_in
from admin_console.web.system import routes as system
from admin_console.web.tasks import routes as tasks
from admin_console.web.tenants import routes as tenants

ROOMS: Final[Sequence[Sequence[Route]]] = (
    shell.ROUTES,
    signing_in.ROUTES,
    me.ROUTES,
    overview.ROUTES,
    tenants.ROUTES,
    tasks.ROUTES,
    reconciliation.ROUTES,
    system.ROUTES,
)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
