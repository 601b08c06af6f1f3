"""When a token is due."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.tokens.schedule import RenewalSchedule, renewal_due_at

MINTED = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("life_seconds", "used_seconds"),
    [
        pytest.param(864_000, 691_200, id="ten days: 80 %"),
        pytest.param(300, 240, id="five minutes: 80 % is 60 s before the end"),
        pytest.param(200, 140, id="60 s before the end"),
        pytest.param(120, 60, id="two minutes: half"),
        pytest.param(10, 5, id="short: half, not at once"),
        pytest.param(0, 0, id="none left"),
        pytest.param(-50, 0, id="over before it began"),
    ],
)
def test_a_token_is_due_at_a_share_of_its_life(life_seconds: int, used_seconds: int) -> None:
    due_at = renewal_due_at(MINTED, MINTED + timedelta(seconds=life_seconds))
    assert due_at == MINTED + timedelta(seconds=used_seconds)


@pytest.mark.parametrize(("chance", "share"), [(0.0, 0.75), (0.5, 0.8), (1.0, 0.85)])
def test_renewals_are_spread_by_a_share_of_the_life(chance: float, share: float) -> None:
    life = timedelta(days=10)
    schedule = RenewalSchedule(lambda: chance)
    assert schedule.due_at("acme", 1, MINTED, MINTED + life) == MINTED + life * share


def test_a_token_is_due_at_the_same_time_as_long_as_it_lives_and_its_successor_at_another() -> None:
    draws = iter([0.0, 1.0])
    schedule = RenewalSchedule(lambda: next(draws))

    def due(version: int) -> datetime:
        return schedule.due_at("acme", version, MINTED, MINTED + timedelta(days=10))

    first = due(1)
    assert due(1) == first
    assert due(2) == first + timedelta(days=1)
