"""What operators once found hard, or dangerous, as they do it in a browser: the story of each finding that has none elsewhere."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import awaited
from rigs.browser.hands import press_button
from rigs.browser.house import House
from rigs.browser.night import Night, get_stuck, order_of, place, place_until_held
from rigs.browser.sender import is_let_in, let_a_minute_pass, set_secret

Open = Callable[..., BrowserContext]

TENANT: Final = f"/tenants/{TENANT_UID}"
DAYS: Final = "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS"
HANDLING: Final = "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"
NAMES: Final = ("Kari", "Nordmann", "+4790000001")


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    """Two orders that are stuck: what is told here needs no more of a night."""
    return Night(get_stuck(house, "1234"), (get_stuck(house, "1301"),), "")


@pytest.fixture
def page(visit: Open, night: Night) -> Page:
    assert night.stuck
    return visit().new_page()


def test_the_oldest_job_comes_first_where_that_is_asked_for(page: Page) -> None:
    page.goto("/jobs")
    expect(page.get_by_role("status").filter(has_text="match")).to_contain_text(
        "2 jobs match. Not ended: 2 waiting"
    )
    expect(page.get_by_role("main")).to_contain_text("Not shown:")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Tenant", exact=True).select_option(TENANT_UID)
    page.get_by_label("Store (with its tenant)").fill("oslo")
    page.get_by_label("Tries at least").fill("1")
    page.get_by_label(re.compile("^Came since")).fill("2h")
    page.get_by_label("Sorted by").select_option("age")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("1234")
    expect(page.get_by_role("row").nth(2)).to_contain_text("1301")
    expect(page.get_by_role("list", name=re.compile("^Narrowed by"))).to_contain_text("tries at least 1")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/jobs?tenant=demoo", "did you mean 'demo'?"),
        ("/jobs?error=Rejectedd", "did you mean 'Rejected'?"),
        (f"/bulk?act=cancel&tennant={TENANT_UID}", "tenant"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_no_empty_list(page: Page, path: str, told: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 400
    expect(page.get_by_role("main")).to_contain_text(told)


def test_whom_the_shop_must_call_is_told_to_who_says_why(page: Page, house: House, night: Night) -> None:
    page.goto(f"/problems/{house.job_of(night.stuck)['cause']['key']}")
    page.get_by_role("link", name="Whom must the shop call?").click()
    page.get_by_role("link", name=re.compile("^Look in Omnium who ordered these")).click()
    row = page.get_by_role("row", name=re.compile("1234"))
    expect(row).to_contain_text("K•••")
    assert not [one for one in NAMES if one in page.content()]
    page.get_by_label(re.compile("^Why you need those of this page")).fill("to call them")
    press_button(page, "Reveal")
    expect(row).to_contain_text("Kari Nordmann")
    page.goto("/acts?act=reveal")
    expect(page.get_by_role("row").nth(1)).to_contain_text("to call them")
    assert not [one for one in NAMES if one in page.content()]


def test_an_order_of_a_paused_store_waits_and_its_pause_says_so(page: Page, house: House) -> None:
    page.goto(f"/pauses?tenant={TENANT_UID}&store=osloo")
    of = page.get_by_label(f"What of {TENANT_UID}")
    expect(of.get_by_role("option", name="osloo")).to_have_count(0)
    of.select_option("oslo")
    page.get_by_label("Why").first.fill("stocktaking")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("oslo"))).to_be_visible()
    number, order_id = place_until_held(house)
    assert house.scene.order_in_shop(number) is None
    page.goto("/pauses")
    row = page.get_by_role("row", name=re.compile("oslo"))
    row.get_by_role("link").click()
    expect(page.get_by_role("row", name=re.compile(f"{number}|{order_id}"))).to_contain_text("held")
    page.go_back()
    row.get_by_role("button", name="Resume").click()
    assert awaited("it has arrived", lambda: house.is_in(order_id, "done"))


def test_what_came_while_a_tenant_was_not_active_is_made_good(page: Page, house: House) -> None:
    page.goto(TENANT)
    page.get_by_role("link", name="Deactivate …").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("refused", re.IGNORECASE))
    press_button(page, f"Deactivate {TENANT_UID}")
    order = {**order_of("1590"), "modified": datetime.now(UTC).isoformat()}
    house.scene.simulators.omnium("PUT", f"/_sim/orders/{order['id']}", order)  # its event was refused
    page.get_by_role("link", name="Activate …").click()
    press_button(page, f"Activate {TENANT_UID}")
    expect(page.get_by_role("status").first).to_contain_text("reconciliations are queued")
    assert awaited("it has arrived", lambda: house.is_in(order["id"], "done"))


def test_what_is_wrong_with_a_text_is_told_beside_it(page: Page) -> None:
    text = come_to_settings(page)
    wrong = f"{re.sub('apiToken: .*', 'apiToken: a-secret-in-plain-text', text)}inboundPaymnts: auto\n"
    page.locator("#text").fill(wrong)
    press_button(page, "See what would change")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("did you mean")
    expect(page.locator("#text")).to_have_value(wrong)
    page.locator("#text").fill(wrong.replace("inboundPaymnts: auto\n", ""))
    press_button(page, "See what would change")
    expect(told).to_contain_text("a secret in plain text")


def test_a_name_that_is_not_there_is_found_and_the_older_file_comes_back(page: Page) -> None:
    text = come_to_settings(page)
    page.locator("#text").fill(text.replace(f"{HANDLING}: pick-and-notify", f"{HANDLING}: typo-handling"))
    press_button(page, "See what would change")
    press_button(page, f"Write this to {TENANT_UID}")
    page.goto(f"{TENANT}/check")
    press_button(page, "Check now")
    expect(page.get_by_role("row", name=re.compile("wrong.*typo-handling"))).to_be_visible(timeout=20_000)
    page.goto(f"{TENANT}/history")
    page.get_by_role("row").nth(2).get_by_role("link").click()
    press_button(page, "Restore: see what would change")
    expect(page.get_by_role("table")).to_contain_text("typo-handling -> pick-and-notify")
    press_button(page, f"Write this to {TENANT_UID}")
    expect(page.get_by_role("status").first).to_contain_text("revision")


def come_to_settings(page: Page) -> str:
    """Open the editor; return what stands in it."""
    page.goto(f"{TENANT}/settings/edit")
    return page.locator("#text").input_value()


def test_who_changed_a_setting_is_found_from_what_to_what(page: Page) -> None:
    text = come_to_settings(page)
    page.locator("#text").fill(text.replace(f"{DAYS}: 5", f"{DAYS}: 6"))
    press_button(page, "See what would change")
    page.get_by_label(re.compile("^Why")).fill("as the shop wants")
    press_button(page, f"Write this to {TENANT_UID}")
    page.goto("/acts")
    page.get_by_label("Act", exact=True).fill("apply")
    page.get_by_label("Tenant", exact=True).select_option(TENANT_UID)
    page.get_by_role("button", name="Show", exact=True).click()
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("as the shop wants")
    newest.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"{DAYS}: 5 -> 6")


def test_a_secret_is_rotated_by_the_page_alone_and_no_event_is_refused(page: Page, house: House) -> None:
    old = house.scene.tenant.webhook_secret
    page.goto(f"{TENANT}/webhooks")
    expect(page.get_by_role("main")).to_contain_text(f"{house.scene.suite.gateway.base_url}/v1/tenants/")
    orders = [place(house, "1601")]
    press_button(page, "Make a new secret")
    new = page.get_by_role("region", name=re.compile("shown this once")).locator("code").inner_text()
    orders.append(place(house, "1602"))
    assert awaited("the new one is let in", lambda: is_let_in(house, new))
    set_secret(house, new)
    orders.append(place(house, "1603"))
    assert awaited("all have come", lambda: all(house.is_in(one, "done") for one in orders))
    assert awaited("the page tells of it", lambda: page.goto(f"{TENANT}/webhooks") and has_come(page, 2))
    secret_row(page, 1).get_by_role("link", name="Remove …").click()
    expect(page.get_by_role("main")).to_contain_text(
        "may have come with it after that: wait until it comes again"
    )
    let_a_minute_pass(house)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("No sender has come with it since")
    press_button(page, re.compile("^Remove the secret"))
    assert awaited("the old one is refused", lambda: not is_let_in(house, old))
    orders.append(place(house, "1604"))
    assert awaited("it has come as well", lambda: house.is_in(orders[-1], "done"))
    assert not [one for one in (old, new) if one in page.content()]


def has_come(page: Page, number: int) -> bool:
    """Tell whether the page says that Omnium has come with a secret."""
    return "✓" in secret_row(page, number).get_by_role("cell").nth(1).inner_text()


def secret_row(page: Page, number: int) -> Locator:
    """A secret by its place in the table."""
    return page.get_by_role("table", name=re.compile("webhook secret")).get_by_role("row").nth(number)
