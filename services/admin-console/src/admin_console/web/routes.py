"""All pages of the console, room by room."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from admin_console.web.acts import routes as acts
from admin_console.web.attention import routes as attention
from admin_console.web.bulk import routes as bulk
from admin_console.web.customers import routes as customers
from admin_console.web.find import routes as find
from admin_console.web.jobs import routes as jobs
from admin_console.web.me import routes as me
from admin_console.web.overview import routes as overview
from admin_console.web.parked import routes as parked
from admin_console.web.pauses import routes as pauses
from admin_console.web.problems import routes as problems
from admin_console.web.reconciliation import routes as reconciliation
from admin_console.web.records import routes as records
from admin_console.web.routing import Route
from admin_console.web.shell import routes as shell
from admin_console.web.signing_in import routes as signing_in
from admin_console.web.system import routes as system
from admin_console.web.tasks import routes as tasks
from admin_console.web.tenants import routes as tenants
from admin_console.web.views import routes as views

ROOMS: Final[Sequence[Sequence[Route]]] = (
    overview.ROUTES,
    find.ROUTES,
    records.ROUTES,
    problems.ROUTES,
    jobs.ROUTES,
    attention.ROUTES,
    customers.ROUTES,
    acts.ROUTES,
    bulk.ROUTES,
    pauses.ROUTES,
    parked.ROUTES,
    tenants.ROUTES,
    tasks.ROUTES,
    reconciliation.ROUTES,
    system.ROUTES,
    signing_in.ROUTES,
    me.ROUTES,
    shell.ROUTES,
    views.ROUTES,
)
"""Each room's own table."""

ROUTES: Final[Sequence[Route]] = tuple(chain.from_iterable(ROOMS))
