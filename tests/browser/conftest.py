"""The web console in a real browser, before the whole suite as real processes. A browser that is missing fails these tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from local_stack.infrastructure import Infrastructure
from rigs.browser.chromium import chromium
from rigs.browser.door import sign_in
from rigs.browser.house import House, console_house
from rigs.browser.night import Night, pass_through

Open = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def house(emptied_broker: Infrastructure) -> Iterator[House]:
    """Everything that runs."""
    with console_house(emptied_broker) as running:
        yield running


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    """What there is to see in the morning."""
    return pass_through(house)


@pytest.fixture(scope="module")
def browser(night: Night) -> Iterator[Browser]:
    """One browser; each test has a context of its own. It comes after the night and goes before the house: while it is there, its
    event loop is this thread's, and no other can run."""
    del night
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def cookies(browser: Browser, house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of somebody who has typed the password."""
    file = tmp_path_factory.mktemp("signed-in") / "state.json"
    context = browser.new_context(base_url=house.url)
    sign_in(context.new_page(), house.console.password)
    context.storage_state(path=file)
    context.close()
    return file


@pytest.fixture
def visit(browser: Browser, house: House, cookies: Path) -> Iterator[Open]:
    """Open a browser of somebody who is signed in; the options are those of Playwright's `new_context`."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"base_url": house.url, "storage_state": cookies, **options})
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
