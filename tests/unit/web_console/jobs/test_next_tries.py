"""When a job is tried next, by the table of retries; and the links to where more is told."""

from datetime import timedelta
from itertools import pairwise

from admin_console.testing.entries import NOON, an_entry, failing
from admin_console.web.jobs.attempts import attempt_rows, next_tries
from admin_console.web.jobs.links import filled, log_link, remedy_of, trace_link
from flow_omnium.jobs.state import JobState

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


def test_the_next_tries_follow_the_table_from_the_planned_one_on() -> None:
    tries = next_tries(failing(), unit_seconds=60, now=NOON)
    minutes = [(one.at - NOON) / timedelta(minutes=1) for one in tries]
    assert minutes == [5, 5 + 5, 5 + 5 + 10, 5 + 5 + 10 + 20, 5 + 5 + 10 + 20 + 30]
    assert [one.number for one in tries] == [3, 4, 5, 6, 7]
    assert [one.is_certain for one in tries] == [True, False, False, False, False]


def test_a_try_that_is_due_comes_now_and_the_others_after_it() -> None:
    late = NOON + timedelta(hours=1)
    assert [one.at for one in next_tries(failing(), 60, late)][:2] == [late, late + timedelta(minutes=5)]


def test_after_the_last_of_the_table_the_delay_stays_the_same() -> None:
    tries = next_tries(failing(failures=40), unit_seconds=60, now=NOON)
    assert {after.at - before.at for before, after in pairwise(tries)} == {timedelta(minutes=120)}


def test_what_waits_for_nothing_is_not_tried() -> None:
    assert next_tries(an_entry(), 60, NOON) == ()
    assert next_tries(failing(state=JobState.DONE), 60, NOON) == ()


def test_the_latest_attempt_stands_first() -> None:
    assert [row.number for row in attempt_rows(failing())] == [2, 1]
    assert attempt_rows(failing())[0].log_href is None


def test_a_template_is_filled_with_quoted_values_and_keeps_what_it_does_not_know() -> None:
    assert filled("https://x/?q={job}&z={zone}", {"job": "a b&c"}) == "https://x/?q=a%20b%26c&z={zone}"


def test_links_lead_to_the_trace_and_to_the_log_of_the_time() -> None:
    entry = failing(trace=TRACE, last_span=f"00-{'a' * 32}-{'c' * 16}-01")
    assert trace_link("https://t/{trace}/{span}", entry) == f"https://t/{'a' * 32}/{'c' * 16}"
    assert trace_link("https://t/{trace}", failing()) is None
    assert trace_link(None, entry) is None
    link = log_link("https://l/?from={since}&to={until}", entry, NOON)
    assert link == "https://l/?from=2026-11-27T11%3A59%3A00%2B00%3A00&to=2026-11-27T12%3A01%3A00%2B00%3A00"


def test_a_remedy_is_read_in_the_console_where_no_other_address_of_the_runbook_is_told() -> None:
    assert remedy_of(None, "FlowOmniumJobsKeepFailing").href == "/help/runbook#flowomniumjobskeepfailing"
    assert remedy_of(None, "FlowOmniumJobsKeepFailing").path == "docs/runbook.md#flowomniumjobskeepfailing"
    told = remedy_of("https://docs/runbook.html#top", "FlowOmniumJobsKeepFailing")
    assert told.href == "https://docs/runbook.html#flowomniumjobskeepfailing"
