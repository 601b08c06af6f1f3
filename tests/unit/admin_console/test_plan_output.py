"""What is shown of a plan, and where plans come from."""

from dataclasses import dataclass
from typing import Any

import pytest

from admin_console.failures import NothingDone
from admin_console.jobs.plan import document, find_sync, lines_of
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import FieldChange, Plan, Summary
from flow_omnium.outcomes import Failed

NOTE = FieldChange("note", "old", "new", is_personal=True)
STATE = FieldChange("state", None, "OPEN")


@dataclass(frozen=True)
class AWrite:
    """A write that tells two fields."""

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("change the order", (NOTE, STATE))


PLAN = Plan((AWrite(),), flags=("look at line 2",))


def test_a_write_is_shown_with_every_field_old_and_new() -> None:
    assert list(lines_of(PLAN, show_personal=True)) == [
        "1. change the order",
        "     note: old → new",
        "     state: OPEN",
        "ATTENTION look at line 2",
    ]


def test_what_is_personal_is_masked_unless_it_is_asked_for_and_whether_there_was_a_value_stays_to_be_seen() -> (
    None
):
    assert list(lines_of(PLAN))[1:3] == ["     note: *** → ***", "     state: OPEN"]
    (write,) = document(PLAN)["writes"]
    assert write["fields"][0] == {"field": "note", "old": "***", "new": "***", "isPersonal": True}
    (write,) = document(PLAN, show_personal=True)["writes"]
    assert (write["fields"][0]["old"], write["fields"][0]["new"]) == ("old", "new")


def test_a_plan_without_writes_says_why() -> None:
    assert list(lines_of(Plan(reason="offers are not sent"))) == [
        "Nothing would be written: offers are not sent"
    ]
    assert list(lines_of(Plan())) == ["Nothing would be written: both sides agree already"]


def test_a_plan_is_a_document_for_programs() -> None:
    assert document(PLAN) == {
        "writes": [
            {
                "what": "change the order",
                "fields": [
                    {"field": "note", "old": "***", "new": "***", "isPersonal": True},
                    {"field": "state", "old": None, "new": "OPEN", "isPersonal": False},
                ],
            }
        ],
        "reason": None,
        "flags": ["look at line 2"],
        "failure": None,
    }


def test_what_cannot_be_brought_over_is_shown_after_what_can() -> None:
    failing = Plan((AWrite(),), failure=Failed("line 3 has no SKU"))
    assert list(lines_of(failing))[-1] == "FAILS line 3 has no SKU"
    assert document(failing)["failure"] == "line 3 has no SKU"
    assert list(lines_of(Plan(failure=Failed("no PDF")))) == ["FAILS no PDF"]


def test_what_is_personal_is_named_in_the_ledger_and_not_kept() -> None:
    assert str(AWrite().describe()) == "change the order (note, state: OPEN)"


def test_every_kind_of_an_installed_service_can_be_planned(clients: Any) -> None:
    for kind in JobKind:
        assert hasattr(find_sync(kind, *clients), "plan")


def test_a_kind_that_nothing_installed_offers_is_refused(clients: Any) -> None:
    omnium, flow = clients
    with pytest.raises(NothingDone, match="can plan inbound-order jobs"):
        find_sync(JobKind.INBOUND_ORDER, omnium, flow, offered=[])


@pytest.fixture
def clients() -> tuple[Any, Any]:
    """Clients that nobody calls: a sync is only built around them."""
    return object(), object()
