"""What `reconcile` is asked must make sense, and what it shows is short and tells nothing twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from admin_console.failures import WrongUse
from admin_console.reconcile.choice import ReconcileChoice
from admin_console.reconcile.output import Shown, counted, document, lines_of
from admin_console.reconcile.reconciling import MOST_IDS, read_ids, reconcile
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ORDERS = ReconciliationKind.ORDERS
HOURS = timedelta(hours=2)


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        (ReconcileChoice(since=HOURS), "--kind"),
        (ReconcileChoice(ORDERS), "--since"),
        (ReconcileChoice(ORDERS, HOURS, Path("ids.txt")), "--since"),
        (ReconcileChoice(ORDERS, HOURS, fix=True, dry_run=True), "say one of them"),
        (ReconcileChoice(ReconciliationKind.CUSTOMERS, HOURS), "name them with --ids"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(choice: ReconcileChoice, why: str) -> None:
    with pytest.raises(WrongUse, match=why):
        reconcile("acme", choice, as_json=False, by=None)


def test_ids_stand_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("\ufeff# of yesterday\n1001\n\n  1002 \r\n1001\n", encoding="utf-8")
    assert read_ids(file) == ("1001", "1002")


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "a\x1bb\n", "x" * 600, "\n".join(map(str, range(MOST_IDS + 1)))]
)
def test_what_is_no_list_of_ids_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ids.txt"
    file.write_text(text)
    with pytest.raises(WrongUse):
        read_ids(file)


def shown() -> Shown:
    order = ReconciliationOrder("acme", ORDERS, "kari", NOW, since=NOW - HOURS, fix=True)
    counts = Counts(agree=2496, missing_in_flow=1, differ=2, not_comparable=1, fixed=3)
    report = Report("r1", order, ReportState.DONE, counts, 2500, started_at=NOW, ended_at=NOW)
    judgement = Judgement(Result.DIFFER, ("set the state (state: PARKED → CONFIRMED)",))
    rows = [
        Row(JobKind.INBOUND_ORDER, "1001", judgement, NOW, is_fixed=True),
        Row(JobKind.INBOUND_ORDER, "1002", Judgement(Result.NOT_COMPARABLE, (), "NotFound", "none"), NOW),
    ]
    return Shown(report, rows, NOW)


def test_a_report_fits_into_80_columns() -> None:
    lines = [*lines_of(shown())]
    assert max(map(len, lines)) <= 80
    assert lines[:3] == [
        "orders, changed since 2026-01-05 07:00:00+00:00: done",
        "    2500 looked at",
        "    2496 agree",
    ]
    assert "inbound-order 1001: differ, given a job" in lines
    assert "     NotFound: none" in lines
    assert lines[-1] == "and 2 more; --limit shows up to 10000"


def test_progress_tells_what_is_not_none() -> None:
    assert counted(Counts(agree=118, differ=2), 2500) == "120 of 2500 looked at, 118 agree, 2 differ"


def test_programs_get_all_of_it() -> None:
    one = shown()
    told = document(one.report, one.rows)
    assert told["counts"] == {
        "lookedAt": 2500,
        "agree": 2496,
        "missingInFlow": 1,
        "missingInOmnium": 0,
        "differ": 2,
        "pending": 0,
        "notComparable": 1,
        "fixed": 3,
    }
    assert told["rows"][0]["differences"] == ["set the state (state: PARKED → CONFIRMED)"]
