"""The routes of reconciliations."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.reconciliation import mending, ordering, pages
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/reconciliation", Right.LOOK, pages.reconciliations),
    Route("POST", "/reconciliation", Right.REPAIR, ordering.order),
    Route("GET", "/reconciliation/{run}", Right.LOOK, pages.report),
    Route("POST", "/reconciliation/{run}/mend", Right.HOLD, mending.mend),
    Route("POST", "/reconciliation/{run}/compare", Right.REPAIR, mending.compare),
)
