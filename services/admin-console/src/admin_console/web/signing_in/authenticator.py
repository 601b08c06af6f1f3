"""Authenticates visitors: knows who one is, what a form must carry, and what an answer takes along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from admin_console.web.answers import NotAllowed
from admin_console.web.rights import Visitor
from admin_console.web.signing_in.cookies import Cookies
from admin_console.web.signing_in.forgery import is_from_our_page, is_token_of
from admin_console.web.signing_in.keys import token_of
from admin_console.web.signing_in.person import Person
from admin_console.web.signing_in.port import STRANGER, Choices
from admin_console.web.signing_in.refusals import NOBODY, Refusals, Refused
from admin_console.web.signing_in.roles import written
from admin_console.web.signing_in.sessions import Sessions
from admin_console.web.signing_in.tries import Tries
from admin_console.web.signing_in.ways import Ways
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.console.people import People
from flow_omnium.runtime.client_address import ClientAddress
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.http_metrics import route_of
from flow_omnium.runtime.http_source import source_of

SIGNED_IN: Final = "signed in"
SIGNED_OUT: Final = "signed out"

_LONGEST: Final = 500
_FINISHING: Final = web.RequestKey("finishing", list)
_LIVE_PART: Final = "#live"
"""How the header `HX-Source` ends for the part of a page that refreshes itself."""

_STREAM: Final = "/live"
_NOT_OURS: Final = "This was not sent by a page of the console"
_TRY_AGAIN: Final = ("Nothing was changed. Open the page anew, and send it again.",)

Finish = Callable[[web.StreamResponse], None]


@dataclass(frozen=True)
class SignedIn(Visitor):
    """A visitor with a session; `forms` is the token that the forms of its pages carry."""

    forms: str = field(default="", repr=False)


@dataclass(frozen=True)
class Authenticator:
    """Implements `port.Sessions`. `host` is how browsers call the console, None: as they say themselves."""

    ways: Ways
    cookies: Cookies
    sessions: Sessions
    people: People
    refusals: Refusals
    audit: AuditLog
    addresses: ClientAddress
    clock: Clock
    host: str | None = None
    tries: Tries = field(default_factory=Tries)
    middlewares: Sequence[Middleware] = ()

    async def visitor(self, request: web.Request) -> Visitor | None:
        """See `Sessions.visitor`."""
        request[AUTHENTICATOR] = self
        secret = self.cookies.session(request)
        is_used = not asks_by_itself(request)
        known = None if secret is None else await self.sessions.visitor(secret, is_used=is_used)
        if secret is None or known is None:
            return None
        return SignedIn(known.sub, known.name, known.grants, known.session, token_of(secret))

    async def choices(self, visitor: Visitor) -> Choices:
        """See `Sessions.choices`."""
        return await self.people.choices(visitor.sub)

    def token(self, visitor: Visitor) -> str:
        """See `Sessions.token`."""
        return visitor.forms if isinstance(visitor, SignedIn) else ""

    async def check(self, request: web.Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """See `Sessions.check`."""
        if not is_from_our_page(request.headers, self.host or request.host):
            raise NotAllowed(_NOT_OURS, _TRY_AGAIN)
        expected = self.token(visitor) if visitor is not STRANGER else self._token_before(request)
        if not is_token_of(form, expected):
            raise NotAllowed("This page was of another session", _TRY_AGAIN)

    async def refused(self, request: web.Request, visitor: Visitor, refusal: NotAllowed) -> None:
        """See `Sessions.refused`."""
        reason = ". ".join((refusal.heading, *refusal.lines))
        by, source = visitor.sub or NOBODY, self.source(request)
        if visitor is STRANGER:
            self.refusals.note(Refused(by, source, reason))
            return
        target, via = f"{request.method} {route_of(request)}", f"console {visitor.name}"[:100]
        self.refusals.note(Refused(by, source, reason, target, via, request.match_info.get("tenant")))

    def finish(self, request: web.Request, response: web.StreamResponse) -> None:
        """See `Sessions.finish`."""
        for finish in request.get(_FINISHING, ()):
            finish(response)

    async def let_in(self, request: web.Request, person: Person) -> None:
        """Begin a session, and note it before; the answer takes it along. Raises DatabaseError, KeepsGrowing."""
        grants = ", ".join(written(grant) for grant in person.grants)[:_LONGEST]
        told = f"by {person.way.value} as {person.name}: {grants}"
        await self._note(request, person.sub, SIGNED_IN, told)
        agent = request.headers.get("User-Agent")
        secret = await self.sessions.begin(person, agent, self.cookies.session(request))
        finish(request, lambda response: self.cookies.keep_session(response, secret))

    async def let_out(self, request: web.Request, visitor: Visitor) -> None:
        """End a visitor's session. Raises DatabaseError, KeepsGrowing."""
        await self._note(request, visitor.sub, SIGNED_OUT, f"as {visitor.name}")
        await self.sessions.end_one(visitor.session)
        finish(request, self.cookies.drop_session)

    def refuse(self, request: web.Request, reason: str, by: str = NOBODY) -> None:
        """Count a sign-in that was refused."""
        self.refusals.note(Refused(by, self.source(request), reason))

    def source(self, request: web.Request) -> str:
        """Return where a request comes from."""
        return source_of(request, self.addresses)

    async def _note(self, request: web.Request, sub: str, result: str, reason: str) -> None:
        told = {"by": sub, "result": result, "source": self.source(request), "reason": reason}
        await self.audit.append(Kind.SIGN_IN, told, self.clock.now())

    def _token_before(self, request: web.Request) -> str:
        secret = self.cookies.before(request)
        return "" if secret is None else token_of(secret)


AUTHENTICATOR: Final = web.RequestKey("authenticator", Authenticator)
"""Under it a request holds the one that has looked at it."""


def asks_by_itself(request: web.Request) -> bool:
    """Tell whether a page that stands open asks, and nobody who sits before it: that keeps no session from ending idle."""
    return request.headers.get("HX-Source", "").endswith(_LIVE_PART) or request.path.endswith(_STREAM)


def finish(request: web.Request, finishing: Finish) -> None:
    """Do something with the answer to a request before it is sent."""
    request.setdefault(_FINISHING, []).append(finishing)
