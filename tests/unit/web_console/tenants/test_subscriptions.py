"""What the page tells to set at both senders is what the gateway understands, and what the onboarding page says."""

from pathlib import Path

from admin_console.web.tenants.subscriptions import CATEGORIES, actions, addresses, class_names
from flow_omnium.testing.tenants import a_tenant
from webhook_gateway.admission import Wanted
from webhook_gateway.flow_events import KIND_BY_ACTION, ORDER_PREFIX
from webhook_gateway.omnium_events import CATEGORIES as UNDERSTOOD
from webhook_gateway.omnium_events import admit_omnium_event

ONBOARDING = Path("docs/onboarding.md").read_text()


def test_the_categories_are_those_that_make_jobs() -> None:
    assert {one.casefold() for one in CATEGORIES} == UNDERSTOOD


def test_every_class_that_is_named_makes_jobs() -> None:
    exporting = a_tenant(catalog={"enabled": True, "markets": ["nor"]})
    for name in class_names(exporting):
        event = {"className": name, "objectId": "1", "category": "Updated"}
        assert isinstance(admit_omnium_event(event), Wanted)
    assert class_names(a_tenant()) == ("Order",)


def test_every_action_that_is_named_makes_jobs_and_none_is_left_out() -> None:
    named = [name for action in actions(None) for name in action.names]
    assert all(name in KIND_BY_ACTION or name.startswith(ORDER_PREFIX) for name in named)
    assert set(KIND_BY_ACTION) <= set(named)


def test_the_onboarding_page_says_the_same() -> None:
    named = [name for action in actions(None) for name in action.names]
    assert all(f"`{name}`" in ONBOARDING for name in (*named, *CATEGORIES, *class_names(None)))
    omnium, flow = addresses("https://events.example.com/", "acme")
    assert omnium.path in ONBOARDING
    assert flow.url in ONBOARDING


def test_an_action_that_the_settings_ignore_says_which_one() -> None:
    off = [action.needs for action in actions(a_tenant()) if not action.is_wanted]
    assert off == ["OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM", "OMNIUM_FLOW_STOCK_MASTER of a store"]
