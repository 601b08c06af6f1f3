"""What the shell asks of whoever knows the sessions."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Middleware

from admin_console.web.answers import NotAllowed
from admin_console.web.rights import Visitor
from flow_omnium.console.people import UNCHOSEN, Choices

__all__ = ["NOTHING_CHOSEN", "STRANGER", "Choices", "NobodySignsIn", "Sessions"]


NOTHING_CHOSEN: Final = UNCHOSEN

STRANGER: Final = Visitor(sub="", name="", grants=(), session="")
"""Who has not signed in: a page that asks for no right is asked by this visitor."""


class Sessions(Protocol):
    """Knows who a visitor is."""

    @property
    def middlewares(self) -> Sequence[Middleware]:
        """What goes before a page, inside what measures and what writes the security headers."""
        ...

    async def visitor(self, request: web.Request) -> Visitor | None:
        """Return who asks, None for who has not signed in. Raises DatabaseError."""
        ...

    async def choices(self, visitor: Visitor) -> Choices:
        """Return what the person has chosen. Raises DatabaseError."""
        ...

    def token(self, visitor: Visitor) -> str:
        """Return what each form of the visitor's session carries as `csrf`."""
        ...

    async def check(self, request: web.Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """Raise NotAllowed unless a page of ours, in this visitor's session, has sent the form."""
        ...

    async def refused(self, request: web.Request, visitor: Visitor, refusal: NotAllowed) -> None:
        """Keep that a visitor was refused something."""
        ...

    def finish(self, request: web.Request, response: web.StreamResponse) -> None:
        """Write what the session needs into an answer that is about to be sent: its cookie, above all."""
        ...


class NobodySignsIn:
    """Implements `Sessions` for a console in which nobody signs in."""

    middlewares: Sequence[Middleware] = ()

    async def visitor(self, request: web.Request) -> Visitor | None:
        """See `Sessions.visitor`."""
        del request
        return None

    async def choices(self, visitor: Visitor) -> Choices:
        """See `Sessions.choices`."""
        del visitor
        return Choices()

    def token(self, visitor: Visitor) -> str:
        """See `Sessions.token`."""
        del visitor
        return ""

    async def check(self, request: web.Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        """See `Sessions.check`."""
        del request, visitor, form
        raise NotAllowed("Nobody can sign in here")

    async def refused(self, request: web.Request, visitor: Visitor, refusal: NotAllowed) -> None:
        """See `Sessions.refused`."""

    def finish(self, request: web.Request, response: web.StreamResponse) -> None:
        """See `Sessions.finish`."""
