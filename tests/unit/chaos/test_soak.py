"""What counts as growth over the rounds of a soak."""

from collections.abc import Sequence

from rigs.chaos.gauges import Size
from rigs.chaos.soak import Round, growth
from rigs.chaos.verdict import Verdict

FINE = Verdict(lost=(), doubled=(), overlapping=(), stuck=())


def rounds(*mib: float) -> Sequence[Round]:
    return [Round(100, ("a fault",), 30, FINE, {"worker": Size(one, int(one))}) for one in mib]


def test_what_the_first_round_takes_is_no_growth() -> None:
    assert growth(rounds(50, 90, 90, 90, 90), "worker") == Size(0, 0)


def test_a_peak_is_no_growth() -> None:
    assert growth(rounds(50, 90, 90, 90, 140), "worker") == Size(0, 0)


def test_what_is_larger_in_every_round_has_grown() -> None:
    assert growth(rounds(50, 60, 70, 80, 90), "worker") == Size(20, 20)


def test_of_an_odd_number_the_middle_one_counts_as_late() -> None:
    assert growth(rounds(50, 60, 70, 80), "worker") == Size(10, 10)
