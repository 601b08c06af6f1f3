"""Nothing is changed but by a page of ours, in a session whose roles allow it: every route of the table, whoever adds one."""

import re
from collections.abc import Mapping
from typing import Final

from admin_console.testing.signing_in import Browser, Enter
from admin_console.testing.visiting import Client, Visit
from admin_console.web.rights import RIGHTS, Right, Role
from admin_console.web.routes import ROUTES
from admin_console.web.routing import Route

POSTS: Final = [route for route in ROUTES if route.method == "POST"]
OURS: Final = {"Sec-Fetch-Site": "same-origin"}


def address(route: Route) -> str:
    return re.sub(r"\{[^}]+\}", "x", route.path)


async def posted(client: Client, route: Route, visit: Visit, headers: Mapping[str, str], token: str) -> int:
    cookie = "; ".join(f"{name}={value}" for name, value in visit.cookies.items())
    sent = client.post(
        address(route), headers={"Cookie": cookie, **headers}, data={"csrf": token}, allow_redirects=False
    )
    async with sent as response:
        return response.status


def test_whoever_is_refused_is_refused_by_the_table() -> None:
    assert {route.method for route in ROUTES} <= {"GET", "POST"}
    assert [route.path for route in ROUTES if route.right is None] == [
        "/login",
        "/login",
        "/login/oidc",
        "/login/callback",
    ]


async def test_no_form_is_taken_without_the_token_of_its_session(entered: Enter, door: Client) -> None:
    admin, other = await entered("kari", "admin"), await entered("kari", "admin")
    for token in ("", "x", str(other.token)):
        refused = {route.path: await posted(door, route, admin, OURS, token) for route in POSTS}
        assert set(refused.values()) == {403}, refused


async def test_no_form_is_taken_that_another_site_has_sent(entered: Enter, door: Client) -> None:
    admin = await entered("kari", "admin")
    port = door.port
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": f"http://127.0.0.1:{int(port or 0) + 1}"},
        {"Origin": "null"},
        {},
    ):
        refused = {route.path: await posted(door, route, admin, headers, str(admin.token)) for route in POSTS}
        assert set(refused.values()) == {403}, headers


async def test_an_older_browser_says_where_the_form_came_from(entered: Enter, door: Client) -> None:
    (logout,) = (route for route in POSTS if route.path == "/logout")
    kari = await entered("kari", "viewer")
    origin = {"Origin": f"http://127.0.0.1:{door.port}"}
    assert await posted(door, logout, kari, origin, str(kari.token)) == 303


async def test_nobody_does_what_their_role_does_not_give(entered: Enter, door: Client) -> None:
    for role in Role:
        visit = await entered("kari", role.value)
        beyond = [route for route in POSTS if route.right not in {None, *RIGHTS[role]}]
        refused = {route.path: await posted(door, route, visit, OURS, str(visit.token)) for route in beyond}
        assert set(refused.values()) <= {403}, role


async def test_who_has_not_signed_in_sees_nothing_and_does_nothing(browser: Browser, door: Client) -> None:
    visit = browser()
    for route in ROUTES:
        if route.right is None:
            continue
        if route.method == "POST":
            assert await posted(door, route, visit, OURS, "") == 401, route.path
        else:
            page = await visit.get(address(route))
            assert (page.status, str(page.location).partition("?")[0]) == (303, "/login"), route.path


async def test_other_methods_are_not_taken(entered: Enter, door: Client) -> None:
    kari = await entered("kari", "admin")
    cookie = "; ".join(f"{name}={value}" for name, value in kari.cookies.items())
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        async with door.request(method, "/me", headers={"Cookie": cookie, **OURS}) as response:
            assert response.status == 405


async def test_a_role_of_one_tenant_reaches_no_other_s(entered: Enter, door: Client) -> None:
    visit = await entered("kari", "admin@acme")
    others = [route for route in POSTS if "{tenant}" in route.path]
    refused = {route.path: await posted(door, route, visit, OURS, str(visit.token)) for route in others}
    assert set(refused.values()) <= {404}
    administered = [route for route in ROUTES if route.right is Right.ADMINISTER and route.method == "GET"]
    for route in administered:
        assert (await visit.get(address(route))).status in {403, 404}
