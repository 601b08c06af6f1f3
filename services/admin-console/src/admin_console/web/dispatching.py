"""From a request to a page and back: who asks, whether that is allowed, what the form says, and the answer as HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from admin_console.web.answers import (
    Answer,
    Away,
    NotAllowed,
    Saved,
    SeeOther,
    Shown,
    Streamed,
    Unanswered,
)
from admin_console.web.ask import Ask
from admin_console.web.brief import READ_SECONDS, brief
from admin_console.web.console import Console
from admin_console.web.flashes import drop_flash, flash_of, keep_flash
from admin_console.web.forms import form_of
from admin_console.web.rendering import Around, Renderer
from admin_console.web.rights import Visitor
from admin_console.web.routing import Route
from admin_console.web.saving import saved
from admin_console.web.signing_in.port import STRANGER, Choices, Sessions
from admin_console.web.streams import Streams
from admin_console.web.taking import send
from flow_omnium.runtime.database import DatabaseError, bounded
from flow_omnium.runtime.http_connections import known

AROUND: Final = web.RequestKey("around", Around)
"""Under it a request holds what is known of its visitor so far: the page of an error needs it as well."""

_SAFE: Final = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})


class NotSignedIn(Unanswered):
    """Nobody has signed in, or no longer (401)."""

    status = 401


@dataclass(frozen=True)
class Dispatcher:
    """Serves a table of routes."""

    console: Console
    sessions: Sessions
    renderer: Renderer
    streams: Streams

    def routes(self, table: Sequence[Route]) -> Sequence[web.RouteDef]:
        """Return what aiohttp serves. A route for GET answers HEAD as well."""
        return [_declared(route)(route.path, self._handler(route)) for route in table]

    def _handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            with bounded(READ_SECONDS):
                visitor = await self.sessions.visitor(request)
            if visitor is None and route.right is not None:
                return self._to_the_door(request)
            if visitor is not None:
                known(request)
            ask = await self._ask(request, visitor or STRANGER)
            return await self._answered(route, ask)

        return handle

    async def _ask(self, request: web.Request, visitor: Visitor) -> Ask:
        with bounded(READ_SECONDS):
            choices = Choices() if visitor is STRANGER else await self.sessions.choices(visitor)
        request[AROUND] = self.around(request, visitor, choices)
        return Ask(self.console, visitor, request, await form_of(request), choices)

    async def _answered(self, route: Route, ask: Ask) -> web.StreamResponse:
        try:
            _require(route, ask)
            if ask.request.method not in _SAFE:
                await self.sessions.check(ask.request, ask.visitor, ask.form)
            return await self._written(await _in_zone(await route.page(ask), ask), ask.request)
        except NotAllowed as refusal:
            await self.sessions.refused(ask.request, ask.visitor, refusal)
            raise

    async def _written(self, answer: Answer, request: web.Request) -> web.StreamResponse:
        if isinstance(answer, Shown):
            return self._shown(answer, request)
        if isinstance(answer, SeeOther):
            return self._elsewhere(answer)
        if isinstance(answer, Saved):
            return saved(answer)
        if isinstance(answer, Streamed):
            return await self.streams.send(answer, request)
        return await send(answer, request)

    def _shown(self, answer: Shown, request: web.Request) -> web.Response:
        around = request[AROUND]
        text = self.renderer.page(answer, around)
        response = web.Response(text=text, status=answer.status, content_type="text/html")
        if around.flash is not None:
            drop_flash(response, is_https=self.console.settings.is_https)
        return response

    def _elsewhere(self, answer: SeeOther) -> web.Response:
        response = web.Response(status=303, headers={hdrs.LOCATION: answer.location})
        if answer.flash is not None:
            keep_flash(response, answer.flash, is_https=self.console.settings.is_https)
        return response

    def _to_the_door(self, request: web.Request) -> web.Response:
        if request.method in _SAFE and not is_fragment(request):
            return web.Response(status=303, headers={hdrs.LOCATION: f"/login?next={quote(request.path_qs)}"})
        raise NotSignedIn("You are not signed in", ["The session has ended."], {"Sign in": "/login"})

    def around(
        self, request: web.Request, visitor: Visitor = STRANGER, choices: Choices | None = None
    ) -> Around:
        """Gather what a page knows of its request."""
        return Around(
            now=self.console.clock.now(),
            path=request.rel_url.raw_path,
            query=request.rel_url.raw_query_string,
            visitor=visitor,
            choices=choices or Choices(),
            csrf="" if visitor is STRANGER else self.sessions.token(visitor),
            flash=flash_of(request, is_https=self.console.settings.is_https),
            is_answer=request.method not in _SAFE,
        )


def is_fragment(request: web.Request) -> bool:
    """Tell whether a part of a page is asked for, which a redirect would replace by a whole one."""
    return "HX-Request" in request.headers


async def _in_zone(answer: Answer, ask: Ask) -> Answer:
    """A page that names no zone is of no one tenant. Without the database its times are shown in UTC, and it is shown."""
    if not isinstance(answer, Shown) or ask.visitor is STRANGER or "zone" in answer.values:
        return answer
    try:
        zone = await brief(ask.zone())
    except (Away, DatabaseError):
        return answer
    return replace(answer, values={**answer.values, "zone": zone})


def _require(route: Route, ask: Ask) -> None:
    """Raise NotThere or NotAllowed unless the visitor may use the route: in the path's tenant, else in any."""
    if route.right is None:
        return
    if "tenant" in ask.request.match_info:
        ask.require(route.right, ask.part("tenant"))
    elif not ask.visitor.may_somewhere(route.right):
        message = f"Your roles do not let you {route.right.value} anywhere"
        raise NotAllowed(message)


def _declared(route: Route) -> Callable[..., web.RouteDef]:
    return web.get if route.method == hdrs.METH_GET else web.post
