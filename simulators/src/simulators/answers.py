"""How answers leave: JSON or plain text."""

from aiohttp import web

from simulators.documents import encode


def json_answer(value: object, status: int = 200) -> web.Response:
    """Answer with a JSON body."""
    return web.Response(body=encode(value), status=status, content_type="application/json")


def empty_answer(status: int) -> web.Response:
    """Answer without a body."""
    return web.Response(status=status)
