"""How every list of the API is answered: a page of it, no longer than the tenant's pages may be."""

from collections.abc import Callable, Sequence

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.guard import TENANT
from simulators.flow.paging import page_of


def paged(
    request: web.Request,
    found: Sequence[Document],
    show: Callable[[Document], Document] = lambda record: record,
) -> web.Response:
    """Answer the page that is asked for; only what stands on it is shown. Raises Refusal 400."""
    page = page_of(found, request.query, request[TENANT].settings.page_size_cap)
    return json_answer({**page, "items": [show(record) for record in page["items"]]})
