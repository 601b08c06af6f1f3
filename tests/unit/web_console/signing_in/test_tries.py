"""How often a password may be tried: five times, then once a minute, for each source."""

from dataclasses import dataclass

from admin_console.web.signing_in.tries import Tries


@dataclass
class Watch:
    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_after_five_tries_there_is_one_a_minute() -> None:
    watch = Watch()
    tries = Tries(watch)
    assert [tries.seconds_to_wait("a") for _ in range(6)] == [0, 0, 0, 0, 0, 60]
    watch.seconds += 30
    assert tries.seconds_to_wait("a") == 30
    watch.seconds += 30
    assert [tries.seconds_to_wait("a") for _ in range(2)] == [0, 60]
    watch.seconds += 3_600
    assert [tries.seconds_to_wait("a") for _ in range(6)] == [0, 0, 0, 0, 0, 60]


def test_one_source_does_not_use_up_another_s_and_who_succeeds_begins_anew() -> None:
    tries = Tries(Watch())
    for _ in range(6):
        tries.seconds_to_wait("a")
    assert tries.seconds_to_wait("b") == 0
    tries.succeeded("a")
    assert tries.seconds_to_wait("a") == 0


def test_who_is_made_to_wait_uses_up_nothing_by_asking() -> None:
    watch = Watch()
    tries = Tries(watch)
    for _ in range(50):
        tries.seconds_to_wait("a")
    watch.seconds += 60
    assert tries.seconds_to_wait("a") == 0
