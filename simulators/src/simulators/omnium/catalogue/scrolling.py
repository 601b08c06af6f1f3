"""How a batch of a scroll is answered."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.omnium.scrolls import Batch


def batch_answer(batch: Batch) -> web.Response:
    """Wrap a batch."""
    return json_answer(
        {"result": batch.rows, "totalHits": batch.total, "scrollId": batch.scroll_id, "isValid": True}
    )
