"""Who may use which route: for every route, whatever it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from admin_console.testing.sessions import COOKIE, FakeSessions, a_grant
from admin_console.web.answers import Answer, NotAllowed, NotThere, Saved
from admin_console.web.ask import Ask
from admin_console.web.console import Console
from admin_console.web.dispatching import Dispatcher
from admin_console.web.rendering import Renderer
from admin_console.web.rights import Right, Visitor
from admin_console.web.routes import ROUTES
from admin_console.web.routing import Route
from admin_console.web.settings import ConsoleSettings
from admin_console.web.static_files import StaticFiles
from admin_console.web.streams import Streams
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.testing.clock import FixedClock

MAY = {
    Right.LOOK: {"viewer", "operator", "integrator", "admin"},
    Right.REPAIR: {"operator", "integrator", "admin"},
    Right.HOLD: {"operator", "integrator", "admin"},
    Right.REVEAL: {"operator", "integrator", "admin"},
    Right.CONFIGURE: {"integrator", "admin"},
    Right.ADMINISTER: {"admin"},
}
ROLES = ("viewer", "operator", "integrator", "admin")
DOORS = {"/login", "/login/oidc", "/login/callback"}
"""The only pages for who has not signed in."""


class Trusting(FakeSessions):
    """Takes every form for one of ours: what is asked here is who may."""

    async def check(self, request: web.Request, visitor: Visitor, form: Mapping[str, str]) -> None:
        del request, visitor, form


@dataclass(frozen=True)
class FewSettings:
    is_https: bool = False


async def reached(ask: Ask) -> Answer:
    """Stand for a page that was reached."""
    del ask
    return Saved("reached", "text/plain", b"")


@asynccontextmanager
async def asked(route: Route, *grants: str) -> AsyncIterator[web.StreamResponse]:
    """Ask for a route, with its parts filled in: the tenant is acme."""
    sessions = Trusting()
    visitor = sessions.sign_in(*map(a_grant, grants), name="kari")
    settings = cast(ConsoleSettings, FewSettings())
    console = Console(settings, None, FixedClock(), Supervisor())  # type: ignore[arg-type]
    streams = Streams(ConsoleMetrics(Registrar()), lambda: 0)
    dispatcher = Dispatcher(console, sessions, Renderer(StaticFiles().paths), streams)
    (served,) = dispatcher.routes([replace(route, page=reached)])
    assert isinstance(served, web.RouteDef)
    parts = dict.fromkeys(["tenant", *_parts(route.path)], "acme")
    info = parts if "{tenant}" in route.path else {k: v for k, v in parts.items() if k != "tenant"}
    headers = {"Cookie": f"{COOKIE}={visitor.session}"} if grants else {}
    request = make_mocked_request(route.method, route.path, headers, match_info=info)
    yield await served.handler(request)


def _parts(path: str) -> list[str]:
    return [part.strip("{}") for part in path.split("/") if part.startswith("{")]


def names(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_every_route_is_there_once_and_for_reading_or_changing() -> None:
    keys = [(route.method, route.path) for route in ROUTES]
    assert sorted(set(keys)) == sorted(keys)
    assert {route.method for route in ROUTES} <= {"GET", "POST"}


def test_only_the_doors_are_open_to_strangers() -> None:
    assert {route.path for route in ROUTES if route.right is None} <= DOORS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", [route for route in ROUTES if route.right is not None], ids=names)
async def test_a_route_is_for_the_roles_that_have_its_right(route: Route, role: str) -> None:
    assert route.right is not None
    if role in MAY[route.right]:
        async with asked(route, role) as answer:
            assert answer.status == 200
        return
    with pytest.raises(NotAllowed):
        async with asked(route, role):
            pass


@pytest.mark.parametrize("route", [route for route in ROUTES if "{tenant}" in route.path], ids=names)
async def test_another_tenant_s_page_does_not_exist(route: Route) -> None:
    with pytest.raises(NotThere):
        async with asked(route, "admin@beta"):
            pass
    async with asked(route, "viewer@beta", "admin@acme") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("route", [route for route in ROUTES if route.right is not None], ids=names)
async def test_a_stranger_reaches_nothing(route: Route) -> None:
    if route.method == "GET":
        async with asked(route) as answer:
            assert (answer.status, answer.headers["Location"][:12]) == (303, "/login?next=")
        return
    with pytest.raises(Exception, match="not signed in"):
        async with asked(route):
            pass
