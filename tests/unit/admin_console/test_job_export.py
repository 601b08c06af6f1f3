"""Jobs as rows of a sheet."""

from datetime import timedelta

import pytest

from admin_console.jobs.exporting import COLUMNS, row_of
from flow_omnium.testing.entries import NOW, an_entry


def test_a_row_has_what_a_list_of_those_who_are_affected_needs() -> None:
    assert row_of(an_entry(), NOW) == {
        "tenant": "acme",
        "numbers": "om-fe70 1234",
        "store": "oslo",
        "kind": "inbound-order",
        "record": "om-fe70",
        "state": "waiting",
        "heldBy": "",
        "acceptedAt": "2030-01-01T09:00:00+00:00",
        "ageSeconds": "10800",
        "attempts": "1",
        "nextAttemptAt": "2030-01-01T12:00:53+00:00",
        "cause": "Unavailable: Flow POST /orders answered 502: bad gateway",
        "causeKey": "0123456789ab",
        "attention": "",
        "job": "3f2a91bc77e0",
    }


@pytest.mark.parametrize("key", ["=1+1", "+47 1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(key: str) -> None:
    assert row_of(an_entry(key=key), NOW)["record"].startswith("'")


def test_a_number_below_nothing_stays_a_number() -> None:
    assert row_of(an_entry(acceptedAt=NOW + timedelta(seconds=2)), NOW)["ageSeconds"] == "-2"


def test_a_cell_is_one_line() -> None:
    row = row_of(an_entry(attention=["a\nb", "c"], cause=None), NOW)
    assert (row["attention"], row["cause"]) == ("a b; c", "")
    assert tuple(row) == COLUMNS
