"""How a large result is handed out batch by batch, and how scrolls end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.omnium.config import OmniumConfig
from simulators.omnium.scrolls import Found, Scrolls
from simulators.refusal import Refusal

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CONFIG = OmniumConfig.model_validate({"scrollSeconds": 60, "openScrolls": 2})
ROWS: list[dict[str, Any]] = [{"n": number} for number in range(5)]


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def refusal(scrolls: Scrolls, scroll_id: str | None, kind: str = "products") -> int:
    with pytest.raises(Refusal) as refused:
        scrolls.go_on(kind, str(scroll_id), CONFIG)
    return refused.value.status


def test_a_scroll_ends_with_an_empty_batch_and_each_id_serves_once() -> None:
    scrolls = Scrolls(Watch())
    first = scrolls.start(Found("products", ROWS, 2, first=3), CONFIG)
    assert (first.rows, first.total) == (ROWS[:3], 5)
    second = scrolls.go_on("products", str(first.scroll_id), CONFIG)
    assert second.rows == ROWS[3:]
    assert scrolls.go_on("products", str(second.scroll_id), CONFIG) == ([], 5, None)
    assert [refusal(scrolls, one.scroll_id) for one in (first, second)] == [404, 404]


def test_a_scroll_of_nothing_has_no_id() -> None:
    assert Scrolls(Watch()).start(Found("products", [], 2), CONFIG) == ([], 0, None)


def test_a_scroll_goes_on_for_its_own_kind_alone() -> None:
    scrolls = Scrolls(Watch())
    started = scrolls.start(Found("products", ROWS, 2), CONFIG)
    assert refusal(scrolls, started.scroll_id, "categories") == 404
    assert scrolls.go_on("products", str(started.scroll_id), CONFIG).rows == ROWS[2:4]


def test_a_scroll_lives_as_long_as_it_is_used_and_expires_when_idle() -> None:
    watch = Watch()
    scrolls = Scrolls(watch)
    batch = scrolls.start(Found("products", ROWS, 2), CONFIG)
    watch.now = NOON + timedelta(seconds=60)
    batch = scrolls.go_on("products", str(batch.scroll_id), CONFIG)
    watch.now = NOON + timedelta(seconds=121)
    assert refusal(scrolls, batch.scroll_id) == 404


def test_only_so_many_scrolls_are_open_until_one_is_drained_or_expires() -> None:
    watch = Watch()
    scrolls = Scrolls(watch)
    small = Found("products", ROWS[:1], 2)
    opened = [scrolls.start(small, CONFIG) for _ in range(2)]
    with pytest.raises(Refusal) as refused:
        scrolls.start(small, CONFIG)
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "2"})
    scrolls.go_on("products", str(opened[0].scroll_id), CONFIG)
    scrolls.start(small, CONFIG)
    watch.now = NOON + timedelta(seconds=61)
    assert scrolls.start(small, CONFIG).rows == ROWS[:1]


def test_rows_are_shown_as_late_as_they_are_handed_out() -> None:
    shown: list[int] = []

    def show(row: dict[str, Any]) -> dict[str, Any]:
        shown.append(row["n"])
        return {}

    Scrolls(Watch()).start(Found("products", ROWS, 2, show=show), CONFIG)
    assert shown == [0, 1]
