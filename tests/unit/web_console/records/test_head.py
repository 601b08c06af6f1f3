"""What a record's page begins with: where the record is, since when, and what it took."""

from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.words import Rendering
from admin_console.testing.entries import NOON, a_failure, an_attempt, an_entry, echo, failing
from admin_console.web.records.head import head_lines
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.state import JobState

TOLD: Final = Rendering(NOON + timedelta(hours=1), ZoneInfo("Europe/Oslo"))


def done(minutes: float = 0, **fields: Any) -> JobEntry:
    """A job that ended well a minute after it came."""
    worked = an_attempt(2, minutes=minutes, changes=("create order 68",))
    given = {
        "state": JobState.DONE,
        "minutes": minutes,
        "finished_at": NOON + timedelta(minutes=minutes + 1),
        "attempts": (worked,),
        "numbers": ("1234", "om-1", "68"),
        "store_uid": "oslo",
    }
    return an_entry(**{**given, **fields})


def head(*jobs: JobEntry, is_whole: bool = True) -> list[str]:
    newest_first = sorted(jobs, key=lambda job: job.accepted_at, reverse=True)
    return [*head_lines(LedgerRecord("acme", "order:om-1", newest_first), TOLD, is_whole=is_whole)]


def test_an_order_that_arrived_says_since_when_where_and_as_which_number() -> None:
    twice = done(attempts=(a_failure(1), an_attempt(2, changes=("create order 68",))))
    assert head(twice) == [
        "In Flow since 13:01:00 Europe/Oslo, store oslo, as number 68. First try failed (Flow 502), second worked."
    ]


def test_the_shop_s_number_may_be_told_by_what_comes_back() -> None:
    back = echo(5).model_copy(update={"key": "om-1", "numbers": ("68", "1234")})
    assert head(done(numbers=("1234",)), back)[0].endswith("store oslo, as number 68.")


def test_several_failures_are_counted() -> None:
    tries = (a_failure(1), a_failure(2), a_failure(3, status=500), an_attempt(4))
    assert head(done(attempts=tries))[0].endswith("3 tries failed (the last one: Flow 500), the 4th worked.")


def test_what_came_back_without_anything_to_do_is_not_what_it_begins_with() -> None:
    assert head(done(), echo(5), echo(6)) == ["In Flow since 13:01:00 Europe/Oslo, store oslo, as number 68."]


def test_where_nothing_was_ever_to_be_done_that_is_said() -> None:
    assert head(echo(5)) == ["Ignored at 13:05:01 Europe/Oslo, 54 min ago: both sides agree."]


def test_what_has_not_arrived_says_why_and_when_it_is_tried_next() -> None:
    due = TOLD.now + timedelta(minutes=5)
    (line,) = head(failing(next_attempt_at=due))
    assert line.startswith(
        "Not in Flow yet: it failed twice (Flow answered 502: bad gateway). Next try 14:05:00"
    )
    held = an_entry(state=JobState.HELD, held_by="tenant:acme", held_at=NOON)
    assert head(held) == ["Not in Flow yet. Held for 1 h, since tenant acme is paused."]


def test_a_later_change_that_waits_is_told_after_what_is_there() -> None:
    (line,) = head(done(), failing(minutes=3))
    assert line.startswith("In Flow since 13:01:00 Europe/Oslo, store oslo, as number 68. ")
    assert "A later change is not in Flow yet: it failed twice (Flow answered 502: bad gateway)." in line


def test_both_directions_have_a_line_each() -> None:
    back = done(7, kind=JobKind.OUTBOUND_ORDER)
    last = done(9, kind=JobKind.OUTBOUND_ORDER)
    assert head(done(), back, last)[1] == "Last written to Omnium 13:10:00 Europe/Oslo."


def test_an_order_of_the_shop_s_own_is_in_omnium_since_it_came() -> None:
    first = done(7, kind=JobKind.OUTBOUND_ORDER)
    last = done(9, kind=JobKind.OUTBOUND_ORDER)
    assert head(first, last) == [
        "In Omnium since 13:08:00 Europe/Oslo, store oslo. Last written to Omnium 13:10:00 Europe/Oslo."
    ]


def test_a_job_that_was_cancelled_brought_nothing() -> None:
    gone = an_entry(state=JobState.CANCELLED, finished_at=NOON, reason="ordered twice")
    assert head(gone) == [
        "It was not brought to Flow. Cancelled at 13:00:00 Europe/Oslo, 1 h ago: ordered twice."
    ]


def test_where_older_jobs_are_on_another_page_nobody_says_since_when() -> None:
    assert head(done(), is_whole=False) == ["Last written to Flow 13:01:00 Europe/Oslo."]
