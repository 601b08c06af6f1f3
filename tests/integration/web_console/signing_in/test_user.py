"""The database user of the console has just the rights that it takes: with no more than these somebody signs in and acts."""

import pytest

from admin_console.testing.settings import console_settings
from admin_console.testing.signing_in import Browser, at_home, sign_in
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from local_stack.infrastructure import Infrastructure


@pytest.fixture
def settings(infrastructure: Infrastructure, database: Database) -> ConsoleSettings:
    return console_settings(infrastructure.database.url_of("web-console"), database.name)


async def test_with_its_own_user_the_console_lets_people_in_and_out(
    schema: Database, browser: Browser
) -> None:
    assert await schema["audit"].count_documents({}) == 0
    visit = browser()
    await sign_in(visit, "not-this-one")
    assert (await sign_in(visit)).status == 303
    await at_home(visit)
    assert (await visit.post("/me", theme="dark")).status == 303
    assert (await visit.get("/sessions")).status == 200
    assert (await visit.post("/me/sign-out-everywhere")).status == 303
    assert (await visit.get("/help")).status == 303
