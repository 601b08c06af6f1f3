"""Announcements of deliveries: what a run that finds one knows of the run before."""

import pytest

from order_sync.outbound.announcement import Announcement, announced_text, read_announced


def test_what_is_written_is_read_again() -> None:
    announced = {
        "1": Announcement(50, 150),
        "2": Announcement(100, 200, unsure=100),
        "3": Announcement(unsure=33),
    }
    assert read_announced(announced_text(announced)) == announced


def test_a_line_of_which_nothing_is_left_to_say_is_left_out() -> None:
    assert (
        announced_text({"1": Announcement(), "2": Announcement(0, 100)}) == '{"2": {"from": "0", "to": "1"}}'
    )


@pytest.mark.parametrize(
    ("delivered", "unsure"),
    [(50, 0), (149, 0), (150, 100), (400, 100)],
)
def test_only_a_total_that_holds_the_update_may_hold_others_goods_instead(
    delivered: int, unsure: int
) -> None:
    assert Announcement(50, 150).unsure_at(delivered) == unsure


@pytest.mark.parametrize("written", [None, "", "{}", "[]", "7", "{", '{"1": 7}', '{"1": {"to": null}}', '{"1": {"to": "NaN"}}', '{"1": {"to": "Infinity"}}'])  # fmt: skip
def test_what_somebody_has_made_unreadable_announces_nothing(written: str | None) -> None:
    assert read_announced(written) == {}
