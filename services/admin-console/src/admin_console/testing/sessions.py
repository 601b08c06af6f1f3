"""Sessions without a password, for tests: a cookie names the visitor. Held against the real ones by a contract test."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from admin_console.web.answers import NotAllowed
from admin_console.web.console import Console
from admin_console.web.rights import Grant, Role, Visitor
from admin_console.web.signing_in.forgery import is_from_our_page, is_token_of
from admin_console.web.signing_in.port import Choices

COOKIE: Final = "visitor"


@dataclass
class FakeSessions:
    """Behaves as the sessions do: the cookie is the session's key, and so is the token of its forms."""

    visitors: dict[str, Visitor] = field(default_factory=dict)
    chosen: dict[str, Choices] = field(default_factory=dict)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    middlewares: Sequence[Middleware] = ()

    @asynccontextmanager
    async def opened(self, console: Console) -> "AsyncIterator[FakeSessions]":
        """What `open_app` opens in place of the real ones."""
        del console
        yield self

    def sign_in(self, *grants: Grant, name: str) -> Visitor:
        """Begin a session."""
        key = f"session-{len(self.visitors)}"
        visitor = Visitor(sub=f"sub-{name}", name=name, grants=grants, session=key)
        self.visitors[key] = visitor
        return visitor

    async def visitor(self, request: web.Request) -> Visitor | None:
        """See `Sessions.visitor`."""
        return self.visitors.get(request.cookies.get(COOKIE, ""))

    async def choices(self, visitor: Visitor) -> Choices:
        """See `Sessions.choices`."""
        return self.chosen.get(visitor.sub, Choices())

    def token(self, visitor: Visitor) -> str:
        """See `Sessions.token`."""
        return f"token-of-{visitor.session}"

    async def check(self, request: web.Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """See `Sessions.check`."""
        if not is_from_our_page(request.headers, request.host):
            raise NotAllowed("This was not sent by a page of the console")
        if not is_token_of(form, self.token(visitor)):
            raise NotAllowed("This page was of another session")

    async def refused(self, request: web.Request, visitor: Visitor, refusal: NotAllowed) -> None:
        """See `Sessions.refused`."""
        del refusal
        self.refusals.append((visitor.sub, request.path))

    def finish(self, request: web.Request, response: web.StreamResponse) -> None:
        """See `Sessions.finish`."""
        del request, response


def a_grant(given: Grant | str) -> Grant:
    """Read `operator` or `operator@acme`."""
    if isinstance(given, Grant):
        return given
    role, _, tenant = given.partition("@")
    return Grant(Role(role), tenant or None)
