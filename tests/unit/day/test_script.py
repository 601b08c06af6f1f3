"""A day can be played again: it is drawn from one number."""

from itertools import pairwise

from rigs.day.acts import InOmnium
from rigs.day.lives import GAPS
from rigs.day.script import acts_of, script_of

LENGTH = 3000


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    day, again, other = (script_of(seed, 100, LENGTH) for seed in (7, 7, 8))
    assert day == again
    assert list(acts_of(day)) != list(acts_of(other))


def test_every_order_is_placed_or_sold_under_a_name_of_its_own() -> None:
    day = script_of(1, 2000, LENGTH)
    names = [*day.placed, *day.sold]
    assert (len(names), len(set(names))) == (2000, 2000)
    assert min(len(day.placed), len(day.sold)) > 200


def test_every_usual_life_occurs_in_a_small_day() -> None:
    lives = {life.what for life in script_of(0, 200, LENGTH).lives}
    assert len(lives) == 13


def test_the_acts_of_a_life_follow_one_another_and_no_order_begins_after_the_day() -> None:
    for life in script_of(3, 200, LENGTH).lives:
        moments = [act.at for act in life.acts]
        assert moments == sorted(moments)
        assert moments[0] < LENGTH + GAPS[1]
        assert all(later - earlier <= GAPS[1] for earlier, later in pairwise(moments))


def test_a_web_order_begins_in_omnium() -> None:
    day = script_of(4, 50, LENGTH)
    first = [life.acts[0] for life in day.lives if life.key in day.placed]
    assert all(isinstance(act, InOmnium) and act.path == "/api/Orders" for act in first)
