"""Jobs as a list: what it looks like on 80 columns, on more, and in a pipe."""

from datetime import timedelta

from rich.console import Console
from rich.table import Table

from admin_console.jobs.table import ROOMY, job_table
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.testing.entries import NOW, an_entry

JOB_ID = "3f2a91bc77e04d0c9f3a5b1e2d4c6f80"


def narrow(*entries: object, columns: int = 80) -> list[str]:
    table = job_table(entries, NOW, columns)  # type: ignore[arg-type]
    assert isinstance(table, str)
    return table.splitlines()


def test_a_job_is_two_lines_on_eighty_columns_with_nothing_broken() -> None:
    heading, first, second = narrow(an_entry(JOB_ID))
    assert heading.split() == ["JOB", "STATE", "TRIES", "NEXT", "AGE", "TENANT", "RECORD"]
    assert first.split() == ["3f2a91bc", "waiting", "1", "in", "53", "s", "3", "h", "acme", "om-fe70"]
    assert second == "          inbound-order; Flow POST /orders answered 502: bad gateway"


def test_no_line_is_longer_than_the_terminal_and_only_record_and_error_give_way() -> None:
    long_one = an_entry(JOB_ID, key="k" * 500, tenantUid="a-tenant-with-a-long-name")
    lines = narrow(long_one, an_entry())
    assert max(map(len, lines)) == 80
    assert lines[1].startswith("3f2a91bc  waiting  ")
    assert "a-tenant-with…" in lines[1]
    assert lines[1].endswith("k…")


def test_what_holds_a_job_stands_in_its_second_line() -> None:
    held = an_entry(JOB_ID, state="held", heldBy="store:acme/oslo", nextAttemptAt=None)
    assert narrow(held)[2].startswith("          inbound-order; store:acme/oslo; Flow POST")


def test_a_job_that_ended_well_shows_no_error_of_before() -> None:
    done = an_entry(JOB_ID, state="done", nextAttemptAt=None)
    assert narrow(done)[2].strip() == "inbound-order"


def test_a_job_that_cannot_be_read_is_listed_among_the_others() -> None:
    stored = {"_id": JOB_ID, "state": "queued", "tenantUid": "acme", "key": "1", "acceptedAt": NOW}
    lines = narrow(UnreadableEntry("kind", "unknown", stored), an_entry())
    assert lines[1].split()[:3] == ["3f2a91bc", "queued", "-"]
    assert lines[2].strip() == "unreadable; kind: unknown"


def test_what_a_sender_wrote_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "".join(narrow(an_entry(JOB_ID, key="O\x1b[2J", attempts=[])))
    assert len(narrow(an_entry(JOB_ID, key="O\n1"))) == 3


def test_a_roomy_terminal_has_one_line_for_each_job_with_a_short_id() -> None:
    table = job_table([an_entry(JOB_ID)], NOW, ROOMY)
    assert isinstance(table, Table)
    row = rendered(table, ROOMY).splitlines()[1]
    assert row.startswith("3f2a91bc  acme")
    assert "bad gateway" in row


def test_a_pipe_and_who_asks_for_all_of_it_get_whole_ids_and_errors() -> None:
    long_error = an_entry(JOB_ID).attempts[0].model_dump() | {"message": "no " * 300}
    entries = [an_entry(JOB_ID, attempts=[long_error])]
    for table in (job_table(entries, NOW, None), job_table(entries, NOW, 80, whole=True)):
        text = rendered(table, 5_000)
        assert JOB_ID in text
        assert "no " * 299 in text


def test_no_job_is_said_in_words() -> None:
    assert job_table([], NOW, 80) == "There is no such job."


def test_an_age_is_that_of_the_event() -> None:
    assert " 2 d " in narrow(an_entry(JOB_ID, acceptedAt=NOW - timedelta(days=2)))[1]


def rendered(table: Table | str, width: int) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return capture.get()
