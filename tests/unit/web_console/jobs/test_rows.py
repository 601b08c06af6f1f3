"""A job in a list: it is called as people call its record."""

import pytest

from admin_console.testing.entries import an_attempt, an_entry
from admin_console.web.jobs.rows import row_of
from flow_omnium.jobs.state import JobState


@pytest.mark.parametrize(
    ("key", "numbers", "name"),
    [
        ("om-1", ("1234", "om-1", "68"), "1234, 68"),
        ("DEMO-1001", ("demo-1001", "2"), "DEMO-1001"),
        ("om-1", (), "om-1"),
    ],
)
def test_a_record_is_called_by_its_own_number_before_another_system_s(
    key: str, numbers: tuple[str, ...], name: str
) -> None:
    assert row_of(an_entry(key, numbers=numbers)).name == name


def test_a_job_says_what_it_was_told_and_not_what_all_jobs_of_its_cause_share() -> None:
    said = an_attempt(
        error_class="InvalidData", message="line 2: the store 'oslo' is unknown", outcome="failed"
    )
    entry = an_entry(
        state=JobState.WAITING, attempts=(said,), cause=said.cause, last_error_class="InvalidData", failures=1
    )
    assert row_of(entry).why == "InvalidData: line 2: the store 'oslo' is unknown"
