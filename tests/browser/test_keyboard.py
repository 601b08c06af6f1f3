"""Everything that the console offers, with the keyboard alone: no act needs a mouse, and the focus is seen wherever it goes."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from admin_console.web.routes import ROUTES
from admin_console.web.wording import NAVIGATION
from local_stack.demo.tenant import TENANT_UID
from rigs.browser.acting import WELL, Act, do, require_told
from rigs.browser.acts_on_jobs import acts_on_jobs
from rigs.browser.acts_on_tenants import acts_on_tenants
from rigs.browser.desk import Desk
from rigs.browser.house import House
from rigs.browser.keyboard import Keyboard
from rigs.browser.night import NEWCOMER, Night

ACTS: Final[Mapping[str, Act]] = {**acts_on_jobs(), **acts_on_tenants()}
DOORS: Final = frozenset({"/login", "/logout", "/me/sign-out-everywhere"})
"""Acts that end or begin a session: they have a walk of their own."""

MANY: Final = 120
"""More jobs than are acted on without their number being typed."""


def test_no_act_is_left_out() -> None:
    assert ACTS.keys() | DOORS == {route.path for route in ROUTES if route.method == "POST"}


@pytest.fixture(scope="module")
def desk(browser: Browser, house: House, night: Night, cookies: Path) -> Iterator[Desk]:
    context = browser.new_context(base_url=house.url, storage_state=cookies)
    yield Desk(house, night, context.request)
    context.close()


@pytest.fixture(scope="module")
def seat(browser: Browser, house: House, cookies: Path) -> Iterator[Page]:
    """One page for all acts: to open another for each takes longer than most of them."""
    context = browser.new_context(base_url=house.url, storage_state=cookies)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def keys(seat: Page) -> Keyboard:
    return Keyboard(seat)


@pytest.mark.parametrize("route", ACTS)
def test_an_act_is_done_with_the_keyboard_alone(route: str, keys: Keyboard, desk: Desk) -> None:
    act = ACTS[route]
    keys.page.goto(act.where if isinstance(act.where, str) else act.where(desk))
    answer = do(act, route, keys, desk)
    assert answer.status < WELL, answer.text()
    require_told(act, keys)


def test_rows_are_walked_selected_and_acted_on(keys: Keyboard, house: House, night: Night) -> None:
    assert night.stuck
    seed(house, 3)
    keys.page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting")
    rows = keys.page.get_by_role("main").get_by_role("row")
    keys.press("j", "j", "k", "x", "j", "x")
    expect(rows.nth(2).get_by_role("link").first).to_be_focused()
    expect(keys.page.get_by_role("checkbox", name="Select", checked=True)).to_have_count(2)
    keys.push("Cancel the selected …")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Cancel 2 jobs?")
    keys.fill("Why", "seen twice")
    keys.push("Cancel 2 jobs")
    keys.is_told_first()


def test_many_are_cancelled_and_brought_back_once_their_number_is_typed(
    keys: Keyboard, house: House, night: Night
) -> None:
    assert night.stuck
    seed(house, MANY)
    keys.page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting&all=1")
    keys.push(re.compile("^[Cc]ancel …|^cancel"))
    found = re.search(r"Cancel (\d+) jobs", keys.page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    keys.fill("Type their number", found[1])
    keys.fill("Why", "sent twice")
    keys.push(f"Cancel {found[1]} jobs")
    keys.is_told_first()
    expect(keys.page.get_by_role("status").filter(has_text="ended")).to_be_visible()
    keys.push(re.compile("^Bring back"))
    keys.fill("Type their number", found[1])
    keys.push(re.compile("^Bring back"))
    keys.is_told_first()


def seed(house: House, number: int) -> None:
    """Have so many jobs of another tenant wait for somebody."""
