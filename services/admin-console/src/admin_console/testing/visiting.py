"""A browser without a screen, for tests: it opens pages, sends forms and keeps cookies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp.test_utils import TestClient

from admin_console.web.rights import Grant, Visitor
from flow_omnium.testing.html import Element, parsed

Client = TestClient[Any, Any]


@dataclass(frozen=True)
class Page:
    """An answer, as a browser has it."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def location(self) -> str | None:
        """Where it sends the browser, if anywhere."""
        return self.headers.get("Location")

    @property
    def soup(self) -> Element:
        """The document."""
        return parsed(self.text)


@dataclass
class Visit:
    """A browser in which somebody has signed in, or nobody."""

    client: Client
    visitor: Visitor | None = None
    token: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Page:
        """Open an address; redirects are not followed. `HX_Request="true"` asks for a fragment."""
        return await self._asked("GET", path, _named(headers))

    async def head(self, path: str) -> Page:
        """Ask for the headers of an address."""
        return await self._asked("HEAD", path, {})

    async def post(self, path: str, **fields: str | Sequence[str]) -> Page:
        """Send a form of our own pages: the token goes with it, unless `csrf` is given. A list is sent value by value."""
        given = fields if self.token is None else {"csrf": self.token, **fields}
        return await self._asked("POST", path, {"Sec-Fetch-Site": "same-origin"}, list(_pairs(given)))

    async def _asked(
        self, method: str, path: str, headers: Mapping[str, str], form: list[tuple[str, str]] | None = None
    ) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = self.client.request(
            method, path, allow_redirects=False, headers={"Cookie": cookie, **headers}, data=form
        )
        async with asked as response:
            self.cookies |= {name: morsel.value for name, morsel in response.cookies.items()}
            return Page(response.status, await response.text(), response.headers.copy())


class Visiting(Protocol):
    """The fixture `visit`: `visit("operator")`, `visit(Grant(Role.OPERATOR, "acme"))`, `visit("viewer@acme")`, `visit()`."""

    def __call__(self, *grants: Grant | str, name: str = "kari") -> Visit:
        """Sign somebody in with these roles; without any, nobody is."""
        ...


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _pairs(fields: Mapping[str, str | Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        for one in [value] if isinstance(value, str) else value:
            yield name, one
