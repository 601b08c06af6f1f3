"""Nobody is led to another host, however the address is written."""

import pytest

from admin_console.web.signing_in.places import is_local, local_place


@pytest.mark.parametrize(
    "place", ["/", "/jobs?state=waiting&after=a%2Fb#row", "/records/acme/order%3A1", "/loginx", "/a//b"]
)
def test_a_page_of_ours_is_gone_to(place: str) -> None:
    assert local_place(place) == place


@pytest.mark.parametrize(
    "place",
    [
        None,
        "",
        "jobs",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/" + "x" * 2_000,
        "/a\\b",
        "/login",
        "/login?next=/login",
        "/logout",
        "/login/callback?code=x",
    ],
)
def test_anything_else_leads_to_the_first_page(place: str | None) -> None:
    assert local_place(place) == "/"


@pytest.mark.parametrize("place", ["/", "/jobs?a=b", "/records/acme/x%2Fy", "/login"])
def test_a_place_of_ours_is_gone_back_to(place: str) -> None:
    assert is_local(place)


@pytest.mark.parametrize(
    "place", ["", "jobs", "//evil", "/\\evil", "https://evil", "\\\\evil", "javascript:x", "/a b"]
)
def test_no_other_is(place: str) -> None:
    assert not is_local(place)
