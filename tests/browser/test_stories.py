"""What operators have to do, as they do it in a browser: each begins with what somebody says on the telephone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import awaited
from local_stack.web_console import web_console
from rigs.browser.hands import find, press_button, press_tab_until
from rigs.browser.house import House
from rigs.browser.issuing import issuer_beside, settings_of
from rigs.browser.night import UNREADABLE, Night, get_stuck, leave_for_a_person, place
from rigs.browser.sender import is_let_in, tell

Open = Callable[..., BrowserContext]

KEY = "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS"
PERSONAL = ("Kari", "Nordmann", "kari@", "+4790000001", "Storgata")


@pytest.fixture
def page(visit: Open) -> Page:
    return visit().new_page()


def test_where_is_order_1234_and_why(page: Page, night: Night, house: House) -> None:
    find(page, "1234")
    expect(page).to_have_url(house.url + house.record_of(night.stuck))
    expect(page.get_by_role("main")).to_contain_text("400")
    page.get_by_role("main").get_by_role("link", name=re.compile("^job ")).first.click()
    expect(page.get_by_role("heading", name="Next tries")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("POST")
    assert not [one for one in PERSONAL if one in page.content()]


def test_what_a_run_would_write_is_said_without_a_name(page: Page, night: Night, house: House) -> None:
    page.goto(f"/jobs/{house.job_of(night.stuck)['_id']}")
    press_button(page, "Read both systems and say")
    expect(page.locator("#plan")).not_to_be_empty()
    assert not [one for one in PERSONAL if one in page.content()]


def test_an_order_is_found_and_tried_again_with_the_keyboard_alone(
    page: Page, house: House, night: Night
) -> None:
    assert night.stuck
    order_id = get_stuck(house, "1250")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("1250")
    page.keyboard.press("Enter")
    expect(page).to_have_url(house.url + house.record_of(order_id))
    press_tab_until(page, "Try job")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()
    assert awaited("it has arrived", lambda: house.is_in(order_id, "done"))


def test_who_comes_second_is_told_in_place_what_it_is_now(visit: Open, house: House, night: Night) -> None:
    assert night.stuck
    order_id = get_stuck(house, "1260")
    first, second = visit().new_page(), visit().new_page()
    for one in (first, second):
        one.goto(f"/jobs/{house.job_of(order_id)['_id']}")
        one.get_by_label(re.compile("^Cancel it")).fill("ordered twice")
    press_button(first, "Cancel")
    expect(first.get_by_role("main")).to_contain_text(re.compile("cancelled", re.IGNORECASE))
    with second.expect_response(lambda answer: answer.request.method == "POST") as answered:
        press_button(second, "Cancel")
    assert answered.value.status == 409
    expect(second.get_by_role("main")).to_contain_text(re.compile("cancelled", re.IGNORECASE))
    expect(second.get_by_role("navigation")).to_be_visible()


def test_one_is_tried_first_and_the_rest_once_it_has_ended_well(
    page: Page, house: House, night: Night
) -> None:
    cause = house.job_of(night.alike[0])["cause"]["key"]
    page.goto(f"/problems/{cause}")
    page.get_by_role("main").get_by_role("link", name=re.compile("first", re.IGNORECASE)).first.click()
    page.get_by_label(re.compile("^Try so many first")).fill("1")
    press_button(page, re.compile("^(Retry|Try)"))
    expect(page).to_have_url(re.compile(r"/acts/\d+"))
    expect(page.get_by_label("Dealt with")).to_be_visible()
    orders = (night.stuck, *night.alike)
    assert awaited("all have arrived", lambda: all(house.is_in(order_id, "done") for order_id in orders))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("done")


def test_a_store_is_paused_and_resumed(page: Page, house: House, night: Night) -> None:
    assert night.stuck
    page.goto(f"/pauses?tenant={TENANT_UID}&store=oslo")
    page.get_by_label(f"What of {TENANT_UID}").select_option("oslo")
    page.get_by_label("Why").first.fill("stocktaking")
    page.get_by_role("button", name="Pause", exact=True).click()
    row = page.get_by_role("row", name=re.compile("oslo"))
    expect(row).to_contain_text("stocktaking")
    row.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("row", name=re.compile("oslo"))).to_have_count(0)
    order_id = place(house, "1270")
    assert awaited("orders arrive again", lambda: house.is_in(order_id, "done"))


def test_what_no_worker_could_read_is_looked_at_and_discarded(page: Page, night: Night) -> None:
    assert night.stuck
    page.goto("/parked")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Body")).to_contain_text("***")
    page.get_by_label("For what you need it whole").fill("INC-77")
    press_button(page, "Show it whole")
    expect(page.get_by_role("region", name="Body")).to_contain_text("that no worker can read")
    with page.expect_download() as taken:
        page.get_by_label("For what you need it whole").fill("INC-77")
        page.get_by_role("button", name="Take it away as a file").click()
    assert taken.value.path().read_bytes() == UNREADABLE
    page.get_by_label("Why").fill("sent by hand")
    press_button(page, "Discard")
    page.goto("/parked")
    expect(page.get_by_role("main")).to_contain_text("No message is parked.")


def test_a_setting_is_changed_after_a_look_at_what_it_changes(page: Page, night: Night) -> None:
    assert night.stuck
    page.goto(f"/tenants/{TENANT_UID}/settings/edit")
    text = page.locator("#text")
    changed, times = re.subn(f"{KEY}: 5", f"{KEY}: 9", text.input_value())
    assert times == 1
    text.fill(changed)
    press_button(page, "See what would change")
    expect(page.get_by_role("table")).to_contain_text(KEY)
    press_button(page, f"Write this to {TENANT_UID}")
    page.goto(f"/tenants/{TENANT_UID}/history")
    expect(page.get_by_role("main")).to_contain_text(KEY)


def test_what_is_half_typed_stays_beside_its_record_when_others_come(
    page: Page, house: House, night: Night
) -> None:
    page.goto("/attention")
    page.get_by_label("What was done about 1100").fill("paid back the")
    page.get_by_role("searchbox").focus()
    leave_for_a_person(house, night.alike[-1])
    page.get_by_role("button", name="Something has changed: show").click()
    expect(page.get_by_label("What was done about 1303")).to_have_value("")
    expect(page.get_by_label("What was done about 1100")).to_have_value("paid back the")


def test_what_is_unfolded_stays_so_when_more_happens(page: Page, house: House, night: Night) -> None:
    assert night.stuck
    order_id = place(house, "1280")
    awaited("it has arrived", lambda: house.is_in(order_id, "done"))
    for _ in range(2):
        tell_of(house, order_id)
    page.goto(house.record_of(order_id))
    fold = page.get_by_role("main").get_by_role("listitem").filter(has_text="found nothing to do").first
    fold.get_by_text("Show them").click()
    story, told = page.locator(".timeline"), page.locator(".timeline").inner_text()
    tell_of(house, order_id)
    expect(story).not_to_have_text(told, use_inner_text=True, timeout=20_000)
    expect(fold.locator("details")).to_have_attribute("open", "")


def tell_of(house: House, order_id: str) -> None:
    """Have Omnium say once more that an order has changed, until it has been found to agree."""
    known = len(house.scene.jobs(order_id))
    tell(house, house.scene.tenant.webhook_secret, order_id)
    awaited("it is looked at", lambda: ended_of(house, order_id) > known)


def ended_of(house: House, order_id: str) -> int:
    """How many jobs an order has; 0 while one is pending."""
    jobs = house.scene.jobs(order_id)
    return 0 if any(job.get("pending") for job in jobs) else len(jobs)


def test_single_keys_do_nothing_once_they_are_switched_off(page: Page, night: Night) -> None:
    assert night.stuck
    for are_on in (False, True):
        page.goto("/me")
        page.get_by_label(re.compile("^Single keys")).set_checked(are_on)
        press_button(page, "Keep")
        page.goto("/help")
        page.keyboard.type("gt")
        expect(page).to_have_url(re.compile("/tenants$" if are_on else "/help$"))
        page.keyboard.press("/")
        focused = page.get_by_role("searchbox")
        (expect(focused).to_be_focused if are_on else expect(focused).not_to_be_focused)()


def test_a_webhook_secret_is_rotated_and_no_event_is_lost(page: Page, house: House, night: Night) -> None:
    assert night.stuck
    old = house.scene.tenant.webhook_secret
    page.goto(f"/tenants/{TENANT_UID}/webhooks")
    press_button(page, "Make a new secret")
    new = page.get_by_role("region", name=re.compile("shown this once")).locator("code").inner_text()
    awaited("the new one is taken", lambda: is_let_in(house, new))
    assert is_let_in(house, old)
    page.goto(f"/tenants/{TENANT_UID}/webhooks")
    assert new not in page.content()
    page.get_by_role("link", name="Remove …").last.click()
    press_button(page, re.compile("^Remove the secret"))
    awaited("one of both is refused", lambda: is_let_in(house, new) != is_let_in(house, old))


def test_a_page_follows_what_happens_also_after_its_pod_has_died(
    page: Page, house: House, night: Night
) -> None:
    assert night.stuck
    page.goto("/")
    expect(page.locator("#live-state")).to_have_text("Live.")
    house.console.service.kill()
    expect(page.locator("#live-state")).to_have_text("Not live just now.", timeout=10_000)
    house.console.service.start()
    expect(page.locator("#live-state")).to_have_text("Live.", timeout=45_000)


@pytest.fixture
def by_issuer(house: House, browser: Browser) -> Iterator[tuple[Page, dict[str, object]]]:
    """A browser before another console of the same suite, which an issuer lets people in to."""
    with issuer_beside() as issuer:
        roles = f"ops=operator@{TENANT_UID},looks=viewer"
        console = web_console(house.scene.suite, settings_of(issuer, roles))
        with console.service:
            context = browser.new_context(base_url=console.url)
            context.set_default_timeout(10_000)
            yield context.new_page(), issuer.person
            context.close()


def test_people_sign_in_by_their_issuer_and_come_back_to_where_they_wanted(
    by_issuer: tuple[Page, dict[str, object]], night: Night, house: House
) -> None:
    page, person = by_issuer
    page.goto(house.record_of(night.stuck))
    page.get_by_role("link", name=re.compile("^Sign in with")).click()
    expect(page.get_by_role("link", name=str(person["name"]))).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(house.record_of(night.stuck))))
    answered = page.goto("/system")
    assert answered is not None
    assert answered.status in (403, 404)
