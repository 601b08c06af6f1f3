"""The routes of what people did, and of what they do to one job."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.acts.listing import listing
from admin_console.web.acts.showing import act_page, live
from admin_console.web.acts.single import cancel, retry, settle
from admin_console.web.acts.syncing import sync
from admin_console.web.acts.undoing import stop, undo
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/acts", Right.LOOK, listing),
    Route("GET", "/acts/{number}", Right.LOOK, act_page),
    Route("GET", "/acts/{number}/live", Right.LOOK, live),
    Route("POST", "/acts/{number}/undo", Right.REPAIR, undo),
    Route("POST", "/acts/{number}/stop", Right.REPAIR, stop),
    Route("POST", "/jobs/{id}/retry", Right.REPAIR, retry),
    Route("POST", "/jobs/{id}/cancel", Right.HOLD, cancel),
    Route("POST", "/jobs/{id}/settle", Right.REPAIR, settle),
    Route("POST", "/sync", Right.REPAIR, sync),
)
