"""When a client who shows wrong secrets is turned away."""

import pytest

from webhook_gateway.throttle import Throttle, ThrottleLimits

CLIENT = ("acme", "203.0.113.9")
LIMITS = ThrottleLimits(wrong_secrets=3, window_seconds=15, clients=4)


class Timer:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Bench:
    def __init__(self) -> None:
        self.timer = Timer()
        self.throttle = Throttle(LIMITS, self.timer)

    def try_(self, *secrets: str, client: tuple[str, str] = CLIENT) -> list[bool]:
        return [self.throttle.note_wrong(client, secret.encode()) for secret in secrets]

    def wait(self, client: tuple[str, str] = CLIENT) -> int:
        return self.throttle.seconds_to_wait(client)


def test_a_client_at_the_limit_waits_until_the_window_ends() -> None:
    bench = Bench()
    bench.try_("a", "b")
    assert bench.wait() == 0
    bench.timer.now += 4

    bench.try_("c")

    assert bench.wait() == 11
    bench.timer.now += 11
    assert bench.wait() == 0


def test_the_limit_is_reported_once_in_a_window() -> None:
    assert Bench().try_("a", "b", "c", "c", "d", "e") == [False, False, True, False, False, False]


def test_the_same_wrong_secret_is_one_guess_however_often_it_comes() -> None:
    bench = Bench()

    bench.try_(*["forgotten"] * 1_000)

    assert bench.wait() == 0


@pytest.mark.parametrize("other", [("acme", "198.51.100.1"), ("beta", "203.0.113.9")])
def test_other_sources_and_other_tenants_do_not_wait(other: tuple[str, str]) -> None:
    bench = Bench()

    bench.try_("a", "b", "c")

    assert bench.wait(other) == 0


def test_what_is_remembered_is_bounded() -> None:
    bench = Bench()
    for number in range(1_000):
        bench.try_("a", "b", "c", "d", client=("acme", str(number)))

    assert [bench.wait(("acme", str(number))) > 0 for number in (0, 995, 996, 999)] == [
        False,
        False,
        True,
        True,
    ]
