"""What the shell may expect of whoever knows the sessions: of the real one, and of the one that stands for it in tests."""

from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from admin_console.testing.sessions import COOKIE, FakeSessions
from admin_console.web.answers import NotAllowed
from admin_console.web.console import Console
from admin_console.web.rights import Grant, Role, Visitor
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.authenticator import Authenticator
from admin_console.web.signing_in.opening import open_sessions
from admin_console.web.signing_in.person import Person, Way
from admin_console.web.signing_in.port import STRANGER, Choices, Sessions
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.testing.clock import FixedClock

GRANTS = (Grant(Role.OPERATOR, "acme"),)


class SignedIn:
    """The sessions, and the cookie of somebody who has signed in by them."""

    def __init__(self, sessions: Sessions, cookie: str) -> None:
        self.sessions = sessions
        self.cookie = cookie

    def request(self, cookie: str | None = None, site: str = "same-origin") -> web.Request:
        headers = {"Cookie": self.cookie if cookie is None else cookie, "Sec-Fetch-Site": site}
        return make_mocked_request("POST", "/jobs/1/retry", headers)

    async def visitor(self) -> Visitor:
        visitor = await self.sessions.visitor(self.request())
        assert visitor is not None
        return visitor

    async def check(self, form: Mapping[str, str], site: str = "same-origin") -> None:
        request = self.request(site=site)
        visitor = await self.sessions.visitor(request)
        await self.sessions.check(request, visitor or STRANGER, form)


@pytest.fixture(params=["fake", "real"])
async def signed_in(
    request: pytest.FixtureRequest, settings: ConsoleSettings, database: Database
) -> AsyncIterator[SignedIn]:
    if request.param == "fake":
        fake = FakeSessions()
        visitor = fake.sign_in(*GRANTS, name="kari")
        yield SignedIn(fake, f"{COOKIE}={visitor.session}")
        return
    console = Console(settings, database, FixedClock(), Supervisor())
    async with open_sessions(console) as authenticator:
        assert isinstance(authenticator, Authenticator)
        person = Person("sub-kari", "kari", GRANTS, Way.PASSWORD)
        secret = await authenticator.sessions.begin(person, None, None)
        yield SignedIn(authenticator, f"{authenticator.cookies.session_name}={secret}")


async def test_a_cookie_names_its_visitor(signed_in: SignedIn) -> None:
    visitor = await signed_in.visitor()
    assert (visitor.sub, visitor.name, visitor.grants) == ("sub-kari", "kari", GRANTS)


@pytest.mark.parametrize("cookie", ["", "visitor=", "visitor=session-9", "console=" + "x" * 43])
async def test_any_other_cookie_names_nobody(signed_in: SignedIn, cookie: str) -> None:
    assert await signed_in.sessions.visitor(signed_in.request(cookie)) is None


async def test_who_has_chosen_nothing_has_the_usual_choices(signed_in: SignedIn) -> None:
    assert await signed_in.sessions.choices(await signed_in.visitor()) == Choices()


async def test_a_form_with_the_session_s_token_is_one_of_ours(signed_in: SignedIn) -> None:
    token = signed_in.sessions.token(await signed_in.visitor())
    assert token
    await signed_in.check({"csrf": token})


@pytest.mark.parametrize("form", [{}, {"csrf": ""}, {"csrf": "token-of-session-9"}])
async def test_a_form_without_it_is_refused(signed_in: SignedIn, form: Mapping[str, str]) -> None:
    with pytest.raises(NotAllowed):
        await signed_in.check(form)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_a_form_of_another_site_is_refused(signed_in: SignedIn, site: str) -> None:
    token = signed_in.sessions.token(await signed_in.visitor())
    with pytest.raises(NotAllowed):
        await signed_in.check({"csrf": token}, site)
