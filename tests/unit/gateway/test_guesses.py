"""When a visitor who shows wrong secrets is turned away."""

import pytest

from webhook_gateway.guesses import Guesses, GuessLimits

GUESSER = ("acme", "203.0.113.9")
LIMITS = GuessLimits(wrong_secrets=3, window_seconds=15, visitors=4)


class Timer:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Bench:
    def __init__(self) -> None:
        self.timer = Timer()
        self.guesses = Guesses(LIMITS, self.timer)

    def guess(self, *secrets: str, visitor: tuple[str, str] = GUESSER) -> list[bool]:
        return [self.guesses.was_wrong(visitor, secret.encode()) for secret in secrets]

    def wait(self, visitor: tuple[str, str] = GUESSER) -> int:
        return self.guesses.seconds_to_wait(visitor)


def test_a_visitor_at_the_limit_waits_until_the_window_ends() -> None:
    bench = Bench()
    bench.guess("a", "b")
    assert bench.wait() == 0
    bench.timer.now += 4

    bench.guess("c")

    assert bench.wait() == 11
    bench.timer.now += 11
    assert bench.wait() == 0


def test_the_limit_is_reported_once_in_a_window() -> None:
    assert Bench().guess("a", "b", "c", "c", "d", "e") == [False, False, True, False, False, False]


def test_the_same_wrong_secret_is_one_guess_however_often_it_comes() -> None:
    bench = Bench()

    bench.guess(*["forgotten"] * 1_000)

    assert bench.wait() == 0


@pytest.mark.parametrize("other", [("acme", "198.51.100.1"), ("beta", "203.0.113.9")])
def test_other_sources_and_other_tenants_do_not_wait(other: tuple[str, str]) -> None:
    bench = Bench()

    bench.guess("a", "b", "c")

    assert bench.wait(other) == 0


def test_what_is_remembered_is_bounded() -> None:
    bench = Bench()
    for number in range(1_000):
        bench.guess("a", "b", "c", "d", visitor=("acme", str(number)))

    assert [bench.wait(("acme", str(number))) > 0 for number in (0, 995, 996, 999)] == [
        False,
        False,
        True,
        True,
    ]
