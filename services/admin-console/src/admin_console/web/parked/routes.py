"""The routes of parked messages. They belong to no tenant: each page asks for its right in all of them."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.parked.pages import discard, file, message_page, parked_page, requeue, reveal
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/parked", Right.LOOK, parked_page),
    Route("GET", "/parked/{queue}/{number}", Right.LOOK, message_page),
    Route("POST", "/parked/{queue}/{number}/reveal", Right.REVEAL, reveal),
    Route("POST", "/parked/{queue}/{number}/file", Right.REVEAL, file),
    Route("POST", "/parked/{queue}/{number}/requeue", Right.HOLD, requeue),
    Route("POST", "/parked/{queue}/{number}/discard", Right.HOLD, discard),
)
