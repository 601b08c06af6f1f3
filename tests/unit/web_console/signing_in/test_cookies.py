"""What browsers are told of the two cookies."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from admin_console.web.signing_in.cookies import Cookies
from admin_console.web.signing_in.keys import new_secret

SECRET = new_secret()


def test_by_tls_no_other_host_can_set_them_and_no_other_way_carries_them() -> None:
    response = web.Response()
    Cookies(are_secure=True).keep_session(response, SECRET)
    assert response.headers.getall("Set-Cookie") == [
        f"__Host-console={SECRET}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure",
        "__Host-console-before=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
    ]


def test_without_tls_on_this_machine_they_have_plain_names() -> None:
    response = web.Response()
    Cookies(are_secure=False).keep_before(response, SECRET)
    assert response.headers["Set-Cookie"] == (
        f"console-before={SECRET}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"
    )


@pytest.mark.parametrize("text", ["", "x", "A" * 44, "A" * 42 + "%"])
def test_what_cannot_be_a_secret_is_none(text: str) -> None:
    request = make_mocked_request("GET", "/", {"Cookie": f"console={text}"})
    assert Cookies(are_secure=False).session(request) is None


def test_by_tls_a_cookie_without_the_prefix_is_nobody_s() -> None:
    request = make_mocked_request("GET", "/", {"Cookie": f"console={SECRET}"})
    assert Cookies(are_secure=True).session(request) is None
    assert Cookies(are_secure=False).session(request) == SECRET
