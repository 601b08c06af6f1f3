"""The console's runbook is that of the repository, and whatever leads into it arrives."""

from docs.generator.console_runbook import TARGET, runbook_template

from admin_console.jobs import advice
from flow_omnium.testing.html import parsed


def test_the_page_is_as_it_was_made() -> None:
    assert TARGET.read_text(encoding="utf-8") == runbook_template(), "run `make docs`"


def test_every_link_of_the_page_arrives() -> None:
    page = parsed(runbook_template())
    anchors = {one["id"] for one in page.everything() if "id" in one.attributes}
    assert {link["href"].removeprefix("#") for link in page.all("a")} <= anchors


def test_what_advice_names_is_there() -> None:
    anchors = {one.get("id") for one in parsed(runbook_template()).all("h2")}
    parts = [advice.OTHER_FAILURES, advice.ASIDE, advice.FOREIGN, advice.OUTAGE, advice.HELD]
    assert {part.lower() for part in parts} <= anchors
