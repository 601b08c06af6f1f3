"""Reading what a form has sent."""

from typing import Any, Final

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDict, MultiDictProxy

from admin_console.web.answers import BadAsk

FORM_BYTES: Final = 2**20
"""The largest form: a tenant's whole file has its place in it."""

_CHANGING: Final = frozenset({"POST"})


async def form_of(request: web.Request) -> MultiDictProxy[str]:
    """Return the fields of a form, a file's as its text; none where there is no form. Raises BadAsk."""
    read: MultiDict[str] = MultiDict()
    if request.method not in _CHANGING:
        return MultiDictProxy(read)
    for name, value in (await _posted(request)).items():
        read.add(name, _text(name, value))
    return MultiDictProxy(read)


async def _posted(request: web.Request) -> MultiDictProxy[Any]:
    try:
        return await request.post()
    except (
        ValueError,
        LookupError,
        RuntimeError,
    ):  # a body that is not what its headers say, in letters or a transfer encoding that there are not
        raise BadAsk("The form cannot be read") from None


def _text(name: str, value: str | bytes | bytearray | FileField) -> str:
    if isinstance(value, str):
        return value
    try:
        return bytes(value.file.read() if isinstance(value, FileField) else value).decode()
    except UnicodeDecodeError:
        message = f"{name}: the file is not a text in UTF-8"
        raise BadAsk(message) from None
