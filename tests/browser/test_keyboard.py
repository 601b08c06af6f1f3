"""Everything that the console offers, with the keyboard alone: no act needs a mouse, and the focus is seen wherever it goes."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from admin_console.web.routes import ROUTES
from admin_console.web.wording import NAVIGATION, Place
from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import awaited
from rigs.browser.acting import WELL, Act, do, require_told
from rigs.browser.acts_on_jobs import acts_on_jobs
from rigs.browser.acts_on_tenants import acts_on_tenants
from rigs.browser.desk import Desk
from rigs.browser.house import House
from rigs.browser.keyboard import Keyboard
from rigs.browser.night import NEWCOMER, Night, get_stuck, introduce_another, leave_for_a_person, place

ACTS: Final[Mapping[str, Act]] = {**acts_on_jobs(), **acts_on_tenants()}
DOORS: Final = frozenset({"/login", "/logout", "/me/sign-out-everywhere"})
"""Acts that end or begin a session: they have a walk of their own."""

MANY: Final = 120
"""More jobs than are acted on without their number being typed."""


def test_no_act_is_left_out() -> None:
    assert ACTS.keys() | DOORS == {route.path for route in ROUTES if route.method == "POST"}


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    """An order that is stuck, two more, and one that arrived and was left for a person: what is done here needs no more of a night."""
    introduce_another(house)
    stuck, *alike = (get_stuck(house, number) for number in ("1234", "1301", "1302"))
    arrived = place(house, "1100")
    awaited("order 1100 has arrived", lambda: house.is_in(arrived, "done"))
    leave_for_a_person(house, arrived)
    return Night(stuck, tuple(alike), arrived)


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


def test_rows_are_walked_selected_and_acted_on(keys: Keyboard, desk: Desk) -> None:
    desk.seed_waiting(3)
    keys.page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting")
    keys.press("j", "j", "k", "x", "j", "x")
    expect(keys.page.get_by_role("row").nth(2).get_by_role("link").first).to_be_focused()
    expect(keys.page.get_by_role("checkbox", name="Select job", checked=True)).to_have_count(2)
    keys.push("Cancel the selected …")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Cancel 2 jobs?")
    keys.fill("Why", "seen twice")
    keys.push("Cancel 2 jobs")
    keys.is_told_first()


def test_many_are_cancelled_and_brought_back_once_their_number_is_typed(keys: Keyboard, desk: Desk) -> None:
    desk.seed_waiting(MANY)
    keys.page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting")
    keys.push("Cancel all …")
    number = agree_to("Cancel", keys)
    keys.push(f"Bring back {number} jobs …")
    assert agree_to("Bring back", keys) == number


def agree_to(verb: str, keys: Keyboard) -> str:
    """Type the number of jobs that the page asks for, and why; return it once the act has begun."""
    heading = keys.page.get_by_role("heading", level=1, name=re.compile(rf"^{verb} \d+ jobs\?$"))
    number = re.sub(r"\D", "", heading.inner_text())
    keys.fill("Type their number", number)
    keys.fill("Why", "sent twice")
    keys.push(f"{verb} {number} jobs")
    expect(keys.page).to_have_url(re.compile(r"/acts/\d+$"))
    keys.is_told_first()
    return number


def test_the_job_of_a_page_is_tried_by_one_key(keys: Keyboard, desk: Desk) -> None:
    keys.page.goto(f"/jobs/{desk.house.job_of(get_stuck(desk.house, '1310'))['_id']}")
    keys.press("r")
    keys.is_told_first()


def test_one_is_tried_before_the_rest(keys: Keyboard, desk: Desk) -> None:
    desk.seed_waiting(3)
    keys.page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting")
    keys.push("Retry 1 first …")
    expect(keys.page.get_by_label("Try so many first")).to_have_value("1")
    agreed = keys.page.get_by_role("button", name=re.compile("^Retry"))
    keys.reach(agreed)
    keys.press("Enter")
    keys.is_told_first()


@pytest.mark.parametrize("place", [one for one in NAVIGATION if one.key], ids=lambda place: place.label)
def test_two_keys_lead_to_a_place(place: Place, keys: Keyboard) -> None:
    keys.page.goto("/me")
    keys.press("g", str(place.key))
    expect(keys.page).to_have_url(re.compile(f"{place.path}$"))
    expect(keys.page.get_by_role("link", name=place.label, exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_an_order_is_found_from_the_page_that_tells_the_keys(
    keys: Keyboard, house: House, night: Night
) -> None:
    keys.page.goto("/")
    keys.press("?")
    expect(keys.page).to_have_url(re.compile("/help$"))
    keys.press("/")
    expect(keys.page.get_by_role("searchbox")).to_be_focused()
    keys.write("1100")
    keys.press("Enter")
    expect(keys.page).to_have_url(house.url + house.record_of(night.arrived))


def test_single_keys_are_switched_off_and_on_again(keys: Keyboard) -> None:
    for path in ("/help$", "/jobs$"):
        keys.page.goto("/me")
        keys.skip_to_the_content()
        keys.reach(keys.page.get_by_label("Single keys do something"))
        keys.press("Space")
        keys.push("Keep")
        keys.is_told_first()
        keys.page.goto("/help")
        keys.press("g", "j")
        expect(keys.page).to_have_url(re.compile(path))


def test_what_is_missing_in_a_form_is_where_the_focus_goes(keys: Keyboard) -> None:
    keys.page.goto(f"/pauses?tenant={TENANT_UID}")
    keys.push("Pause")
    expect(keys.page.get_by_label("Why").first).to_be_focused()


def test_people_sign_in_and_out_and_everywhere(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.url)
    keys = Keyboard(context.new_page())
    banner, heading = keys.page.get_by_role("banner"), keys.page.get_by_role("heading", level=1)
    sign_in_by_keys(keys, house.console.password)
    keys.push("Sign out", banner)
    keys.is_told_first()
    sign_in_by_keys(keys, house.console.password)
    keys.push("local", banner)
    expect(heading).to_have_text("Me")
    keys.push("Sign out everywhere")
    keys.is_told_first()
    expect(heading).to_have_text("Sign in")
    context.close()


def sign_in_by_keys(keys: Keyboard, password: str) -> None:
    keys.page.goto("/")
    keys.fill("Password", password)
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Overview")
