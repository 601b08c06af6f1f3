"""What becomes of an event is drawn from the day's seed, in the shares that are wanted."""

from collections import Counter

from rigs.day.fates import LATEST_SECONDS, SHARES, Fate, fate_of


def test_a_tenth_is_lost_a_tenth_comes_twice_and_a_fifth_too_late() -> None:
    drawn = Counter(fate_of(5, "omnium", f"Order D-{number}", 0).fate for number in range(10_000))
    for fate, share in SHARES.items():
        assert abs(drawn[fate] - 100 * share) < 200


def test_the_same_seed_draws_the_same_for_the_same_change_alone() -> None:
    changes = [(sender, number) for sender in ("omnium", "flow") for number in range(50)]
    one, again, other = (
        [fate_of(seed, sender, "Order D-1", number).fate for sender, number in changes] for seed in (1, 1, 2)
    )
    assert one == again
    assert one != other


def test_only_a_late_change_is_held_back_and_each_of_its_events_for_a_time_of_its_own() -> None:
    drawn = [fate_of(1, "omnium", f"Order D-{number}", 0) for number in range(100)]
    for one in drawn:
        times = [one.holds(number) for number in range(5)]
        assert (len(set(times)) == 5) is (one.fate is Fate.LATE)
        assert all((time > 0) is (one.fate is Fate.LATE) and time <= LATEST_SECONDS for time in times)
