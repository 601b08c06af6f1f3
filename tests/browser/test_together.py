"""Several people, several pods, and a database that is away: who comes second is told, and what was begun goes on."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited
from local_stack.web_console import WebConsole, another_pod
from rigs.browser.balancer import Balancer, balancer_before
from rigs.browser.desk import Desk
from rigs.browser.hands import press_button
from rigs.browser.house import House
from rigs.browser.night import NEWCOMER, Night, get_stuck, introduce_another
from rigs.browser.outage import OUTAGES, Outage

Open = Callable[..., BrowserContext]

DAYS: Final = "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS"
EDITOR: Final = f"/tenants/{NEWCOMER}/settings/edit"
PATIENCE_SECONDS: Final = 6.0
"""So long somebody waits at most to be told that the database is away."""


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    """An order that is stuck, and another tenant: what is done here needs no more of a night."""
    introduce_another(house)
    return Night(get_stuck(house, "1234"), (), "")


@pytest.fixture
def both(visit: Open) -> tuple[Page, Page]:
    """Two people. The second one's pages stay as they were opened: nothing tells them of a change."""
    first, second = visit().new_page(), visit()
    second.route("**/live", lambda route: route.abort())
    return first, second.new_page()


@pytest.fixture
def desk(visit: Open, house: House, night: Night) -> Desk:
    return Desk(house, night, visit().request)


def test_settings_that_another_has_changed_are_told_beside_the_own_text(both: tuple[Page, Page]) -> None:
    first, second = both
    mine = [look_at_change(page, days) for page, days in ((first, "7"), (second, "8"))][1]
    press_button(first, f"Write this to {NEWCOMER}")
    expect(first.get_by_role("heading", level=1)).to_have_text(f"{NEWCOMER}: settings")
    assert status_after(second, f"Write this to {NEWCOMER}") == 409
    told = second.get_by_role("alert")
    expect(told).to_contain_text(f"{DAYS}: 5 → 7")
    expect(told).to_contain_text(f"{DAYS}: 7 -> 8")
    expect(second.locator("#text")).to_have_value(mine)
    expect(second.get_by_role("heading", level=1)).to_be_focused()
    press_button(second, "See what would change")
    press_button(second, f"Write this to {NEWCOMER}")
    expect(second.get_by_role("heading", level=1)).to_have_text(f"{NEWCOMER}: settings")


def look_at_change(page: Page, days: str) -> str:
    """Come to what another number would change; return the text that says so."""
    page.goto(EDITOR)
    text = re.sub(f"({DAYS}: )\\d+", f"\\g<1>{days}", page.locator("#text").input_value())
    page.locator("#text").fill(text)
    press_button(page, "See what would change")
    return text


def status_after(page: Page, button: str | re.Pattern[str]) -> int:
    """Press a button, and return how its form is answered."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        press_button(page, button)
    return answered.value.status


def test_a_job_that_another_has_tried_is_told_as_it_is_now(
    both: tuple[Page, Page], house: House, night: Night
) -> None:
    first, second = both
    for page in both:
        page.goto(f"/jobs/{house.job_of(night.stuck)['_id']}")
    press_button(first, "Try it now")
    assert awaited("it has arrived", lambda: house.is_in(night.stuck, "done"))
    assert status_after(second, "Try it now") == 409
    expect(second.get_by_role("alert")).to_contain_text("now it is done")
    expect(second.get_by_role("navigation", name="Console")).to_be_visible()


def test_a_pause_that_another_has_lifted_is_none_any_more(both: tuple[Page, Page], desk: Desk) -> None:
    first, second = both
    desk.post("/pauses", tenant=TENANT_UID, store="oslo", reason="stocktaking")
    for page in both:
        page.goto("/pauses")
    press_button(first, "Resume")
    expect(first.get_by_role("status").first).to_be_visible()
    assert status_after(second, "Resume") == 409
    expect(second.get_by_role("alert")).to_contain_text("is not paused")


def test_what_matches_by_now_is_shown_before_it_is_done(both: tuple[Page, Page], desk: Desk) -> None:
    first, second = both
    desk.seed_waiting(3)
    second.goto(f"/bulk?act=cancel&tenant={NEWCOMER}&state=waiting")
    cancel_one(first)
    second.get_by_label("Why").fill("sent twice")
    assert status_after(second, "Cancel 3 jobs") == 409
    expect(second.get_by_role("alert")).to_contain_text("it was 3, now it is 2 jobs. Nothing was done")
    expect(second.get_by_label("Why")).to_have_value("sent twice")
    second.context.unroute_all()
    press_button(second, "Cancel 2 jobs")
    expect(second.get_by_role("status").filter(has_text="2 of 2 jobs dealt with (2 done)")).to_be_visible()


def cancel_one(page: Page) -> None:
    page.goto(f"/jobs?tenant={NEWCOMER}&state=waiting")
    page.get_by_role("checkbox", name="Select job").first.check()
    press_button(page, "Cancel the selected …")
    page.get_by_label("Why").fill("ordered twice")
    press_button(page, "Cancel 1 job")
    expect(page.get_by_role("status").filter(has_text="It has ended")).to_be_visible()


@pytest.fixture(scope="module")
def other(house: House) -> Iterator[WebConsole]:
    """A second pod of the console."""
    pod = another_pod(house.scene.suite, house.console)
    with pod.service:
        yield pod


@pytest.fixture(scope="module")
def balancer(house: House, other: WebConsole) -> Iterator[Balancer]:
    """One address for both pods, which leads to the first."""
    with balancer_before(house.url, other.url) as running:
        yield running


def test_what_one_pod_has_shown_is_done_by_another(
    visit: Open, balancer: Balancer, house: House, other: WebConsole
) -> None:
    page = visit(base_url=balancer.url).new_page()
    for shows, does in ((house, other), (other, house)):
        balancer.lead_to(shows.url)
        page.goto("/me")
        balancer.lead_to(does.url)
        assert status_after(page, "Keep") == 303
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()


def test_what_a_pod_has_begun_another_ends_and_the_page_goes_on_to_tell(
    visit: Open, balancer: Balancer, house: House, other: WebConsole, desk: Desk
) -> None:
    other.service.stop()
    balancer.lead_to(house.url)
    desk.seed_waiting(10)
    page = visit(base_url=balancer.url).new_page()
    page.goto(f"/bulk?act=cancel&tenant={NEWCOMER}&state=waiting")
    page.get_by_label("Why").fill("sent twice")
    page.get_by_label("At most so many in a second").fill("2")
    press_button(page, "Cancel 10 jobs")
    expect(page.get_by_role("status").filter(has_text=re.compile("[1-9] of 10 jobs"))).to_be_visible()
    expect(page.locator("#live-state")).to_have_text("Live.")
    house.console.service.kill()
    other.service.start()
    balancer.lead_to(other.url)
    over_half_a_minute_later(house)
    ended = page.get_by_role("status").filter(has_text="It has ended: 10 of 10 jobs dealt with (10 done)")
    expect(ended).to_be_visible(timeout=40_000)
    expect(page.locator("#live-state")).to_have_text("Live.", timeout=15_000)
    house.console.service.start()


def over_half_a_minute_later(house: House) -> None:
    """Let the lease of whoever was at an act be over, as it is by then."""
    with house.database() as database:
        database["bulk_acts"].update_many({"state": "open"}, {"$unset": {"leaseUntil": "", "leaseOwner": ""}})


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_a_database_that_is_away_is_told_and_the_page_comes_by_itself(
    outage: Outage, visit: Open, emptied_broker: Infrastructure
) -> None:
    page = visit().new_page()
    with outage(emptied_broker):
        began = time.monotonic()
        answer = page.goto("/jobs?state=done")
        assert time.monotonic() - began < PATIENCE_SECONDS
        assert answer is not None
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")
        expect(page.get_by_role("alert")).to_contain_text("events are taken, and jobs wait")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs", timeout=20_000)
    expect(page.get_by_role("navigation", name="Console")).to_be_visible()
