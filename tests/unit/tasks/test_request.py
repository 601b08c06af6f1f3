"""What becomes of two requests for a run that meet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flow_omnium.tasks.request import RunRequest, merged

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ALL = RunRequest("kari", NOW)
FULL = RunRequest("kari", NOW, is_full=True)
SOME = RunRequest("ola", NOW + timedelta(minutes=1), skus=("A", "B"))
DRY = RunRequest("ola", NOW, is_full=True, is_dry=True)


def test_one_that_meets_none_stands_as_it_is() -> None:
    assert merged(None, SOME) == SOME


def test_full_wins_whichever_came_first() -> None:
    assert merged(ALL, FULL).is_full
    assert merged(FULL, ALL).is_full


def test_all_products_win_and_some_add_up() -> None:
    assert merged(SOME, ALL).skus == ()
    assert merged(ALL, SOME).skus == ()
    assert merged(SOME, replace(SOME, skus=("B", "C"))).skus == ("A", "B", "C")


def test_nobody_writes_what_was_asked_for_as_a_dry_run() -> None:
    assert merged(DRY, SOME) == SOME
    assert merged(SOME, DRY) == SOME


def test_to_agree_to_some_products_is_not_to_agree_to_all() -> None:
    agreed = replace(SOME, is_confirmed=True)
    assert not merged(agreed, FULL).is_confirmed
    assert not merged(FULL, agreed).is_confirmed
    assert not merged(agreed, replace(SOME, skus=("C",))).is_confirmed


def test_to_agree_to_what_waits_already_counts() -> None:
    assert merged(FULL, replace(FULL, is_confirmed=True)).is_confirmed
    assert merged(replace(FULL, is_confirmed=True), FULL).is_confirmed


def test_who_asks_again_does_not_wait_for_what_had_stopped() -> None:
    stopped = replace(FULL, not_before=NOW + timedelta(hours=1))
    assert merged(stopped, FULL).not_before is None
    assert merged(stopped, DRY).not_before is None
