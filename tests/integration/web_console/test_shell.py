"""What the shell does for every page."""

from admin_console.testing.visiting import Visiting


async def test_help_is_shown_to_who_has_signed_in(visit: Visiting) -> None:
    page = await visit("viewer").get("/help")
    assert page.status == 200
    assert page.soup.one("h1").text == "Help"


async def test_a_stranger_is_sent_to_the_door_and_back_again(visit: Visiting) -> None:
    page = await visit().get("/help?x=1&y=2")
    assert page.status == 303
    assert page.location == "/login?next=/help%3Fx%3D1%26y%3D2"
