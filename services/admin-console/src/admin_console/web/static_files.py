"""The files that pages refer to. Their addresses carry a digest of what is in them, so a browser may keep them for good."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

CACHED_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
)
_DIGEST_CHARACTERS: Final = 12


@dataclass(frozen=True)
class StaticFile:
    """One file: where it is served, as what, and its bytes."""

    path: str
    content_type: str
    body: bytes


class StaticFiles:
    """All files of the folder `static`, read once."""

    def __init__(self) -> None:
        folder = files("admin_console.web").joinpath("static")
        self._files = {
            each.name: _served(each.name, each.read_bytes())
            for each in folder.iterdir()
            if _type_of(each.name)
        }

    @property
    def paths(self) -> Mapping[str, str]:
        """Where each file is served, by its name."""
        return {name: file.path for name, file in self._files.items()}

    def routes(self) -> Sequence[web.RouteDef]:
        """Return a route for each file; there is no other below /static."""
        return [web.get(file.path, _answering(file)) for file in self._files.values()]


def _served(name: str, body: bytes) -> StaticFile:
    digest = hashlib.sha256(body).hexdigest()[:_DIGEST_CHARACTERS]
    return StaticFile(f"/static/{digest}/{name}", _type_of(name) or "", body)


def _type_of(name: str) -> str | None:
    return next((kind for ending, kind in _TYPES.items() if name.endswith(ending)), None)


def _answering(file: StaticFile) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        headers = {hdrs.CACHE_CONTROL: CACHED_FOR_GOOD}
        return web.Response(body=file.body, content_type=file.content_type, charset="utf-8", headers=headers)

    return answer
