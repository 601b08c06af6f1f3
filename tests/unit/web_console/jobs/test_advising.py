"""What a job's page says is to be done: by the buttons and pages that are there, and not by what is typed elsewhere."""

import re
from typing import Any

import pytest

from admin_console.jobs.advice import ACTS, Advice, advised
from admin_console.testing.entries import NOON, an_entry, failing
from admin_console.web.jobs.advising import as_shown
from admin_console.web.saying import Said, as_text
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.known_values import failure_classes
from flow_omnium.jobs.state import JobState


def said(entry: JobEntry) -> str:
    return as_text(as_shown(advised(entry), entry))


def held(by: str) -> JobEntry:
    return an_entry(state=JobState.HELD, held_by=by, held_at=NOON)


@pytest.mark.parametrize("error", failure_classes())
def test_no_failure_is_answered_with_something_to_type(error: str) -> None:
    told = said(failing(last_error_class=error))
    assert told
    assert not re.search(r"`|flow-omnium|--|[{}]", told)


@pytest.mark.parametrize(
    ("entry", "told", "leads"),
    [
        (
            failing(last_error_class="AccessDenied"),
            "mend the tenant's credentials or roles: check acme",
            "/tenants/acme/check",
        ),
        (
            failing(last_error_class="RecordMissing"),
            "mend the record where it is missing, then “Try it now”; one that is gone for good: “Cancel”",
            "#do",
        ),
        (held("inactive:acme"), "activate acme when it is to work again", "/tenants/acme"),
        (
            held("store:acme/oslo"),
            "resume store oslo of tenant acme when the pause is over",
            "/pauses",
        ),
        (held("tenant:acme"), "resume tenant acme when the pause is over", "/pauses"),
    ],
)
def test_what_ends_it_is_named_as_it_is_called_here(entry: JobEntry, told: str, leads: str) -> None:
    assert said(entry) == told
    assert leads in [one.href for one in as_shown(advised(entry), entry)]


def test_every_act_that_may_be_advised_has_its_place_here() -> None:
    every: Any = Advice(" ".join(f"{{{act}}}" for act in sorted(ACTS)), pause="tenant:acme")
    pieces = [one for one in as_shown(every, failing()) if one.text.strip()]
    assert len(pieces) == len(ACTS)


def test_where_nothing_can_be_done_nothing_is_said() -> None:
    assert as_shown(advised(an_entry(state=JobState.RUNNING)), failing()) == []
    assert as_shown(Advice("only words"), failing()) == [Said("only words")]
