"""What pages are made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from admin_console.web.rendering import environment
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.html import Element, parsed

NOON = datetime(2026, 7, 27, 12, tzinfo=UTC)
Use = Callable[..., Element]


@pytest.fixture
def use() -> Use:
    """Show what an expression with the parts gives."""

    def shown(expression: str, **values: Any) -> Element:
        text = f'{{% import "parts.html" as parts with context %}}{{{{ {expression} }}}}'
        return parsed(environment({}).from_string(text).render(csrf='t"ok', **values))

    return shown


def test_a_form_of_one_button_carries_token_and_fields(use: Use) -> None:
    form = use(
        "parts.post('/jobs/1/retry', 'Retry', {'back': '/jobs?a=1&b=2', 'none': none}, danger=true)"
    ).one("form")
    assert (form["action"], form["method"]) == ("/jobs/1/retry", "post")
    fields = {field["name"]: field["value"] for field in form.all("input[type=hidden]")}
    assert fields == {"csrf": 't"ok', "back": "/jobs?a=1&b=2"}
    assert form.one("button.danger").text == "Retry"


def test_the_button_that_retries_is_the_one_of_its_key(use: Use) -> None:
    assert use("parts.post('/jobs/1/retry', 'Retry')").one("button")["data-key"] == "r"
    assert use("parts.post('/jobs/1/cancel', 'Cancel')").one("button").get("data-key") is None


def test_a_time_is_in_the_zone_and_exact_beside(use: Use) -> None:
    time = use("parts.time(at, zone)", at=NOON, zone=ZoneInfo("Europe/Oslo")).one("time")
    assert time.text == "2026-07-27 14:00:00 CEST"
    assert time["datetime"] == time["title"] == "2026-07-27T12:00:00.000Z"
    assert use("parts.time(none, zone)", zone=UTC).text == "–"
    assert use("parts.ago(none, now)", now=NOON).text == "–"


@pytest.mark.parametrize("state", JobState)
def test_a_state_is_a_sign_and_a_word(use: Use, state: JobState) -> None:
    shown = use("parts.state(name)", name=state)
    assert shown.one("span[aria-hidden=true]").text
    assert len(shown.one(".state").text) > len(shown.one("span[aria-hidden=true]").text)


def test_another_state_is_shown_as_it_is(use: Use) -> None:
    assert "<b>new" in use("parts.state('<b>new', true)").one(".state.warn").text


def test_bars_tell_their_numbers_to_who_does_not_see_them(use: Use) -> None:
    chart = use("parts.bars(values, 'Events')", values=[("10:00", 1), ("11:00", 4)])
    assert chart.one("svg[role=img] title").text == "Events"
    assert chart.rows() == [{"When": "10:00", "How many": "1"}, {"When": "11:00", "How many": "4"}]


def test_a_page_without_a_next_one_has_no_link_to_it(use: Use) -> None:
    assert not use("parts.pager(none)").has("a")
    assert use("parts.pager('/jobs?after=x')").one("a[rel=next]")["href"] == "/jobs?after=x"


def test_emptiness_names_the_nearest_thing_that_there_is(use: Use) -> None:
    shown = use("parts.empty('Nothing waits.', '/jobs?state=held', '12 are held')")
    assert shown.one("p.empty").text == "Nothing waits. 12 are held"


def test_a_number_of_things_is_counted(use: Use) -> None:
    assert use("parts.counted(1204, 'job')").text == "1,204 jobs"


def test_what_was_not_given_is_a_fault_and_no_blank(use: Use) -> None:
    with pytest.raises(UndefinedError):
        use("parts.time(never, zone)", zone=UTC)
