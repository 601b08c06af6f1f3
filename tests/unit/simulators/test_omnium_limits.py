"""Limits and tokens, on a clock that the test moves."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.omnium.config import OmniumConfig
from simulators.omnium.limits import Limits
from simulators.omnium.tokens import ApiUser, TokenDesk
from simulators.refusal import Refusal


class MovedClock:
    """Tells a time that only the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def calls_admitted(limits: Limits, config: OmniumConfig) -> int:
    for count in range(100):
        try:
            with limits.admitted("u", config):
                pass
        except Refusal:
            return count
    return 100


def test_the_bucket_empties_and_refills_every_ten_seconds() -> None:
    clock, config = MovedClock(), OmniumConfig(bucketCapacity=5, bucketRefillPerTenSeconds=2)
    limits = Limits(clock)
    admitted = [calls_admitted(limits, config)]
    for seconds in (9.9, 0.1, 1000):
        clock.pass_seconds(seconds)
        admitted.append(calls_admitted(limits, config))
    assert admitted == [5, 0, 2, 5]


@pytest.mark.parametrize(("header", "expected"), [(True, {"Retry-After": "2"}), (False, {})])
def test_a_refusal_may_say_when_to_come_back(header: bool, expected: dict[str, str]) -> None:
    config = OmniumConfig(bucketCapacity=0, retryAfterHeader=header)
    with pytest.raises(Refusal) as refused, Limits(MovedClock()).admitted("u", config):
        pass
    assert (refused.value.status, refused.value.headers) == (429, expected)


def test_calls_at_once_are_counted_per_user_and_per_tenant() -> None:
    config, limits = OmniumConfig(concurrentPerUser=1, concurrentPerTenant=2), Limits(MovedClock())
    with limits.admitted("a", config), limits.admitted("b", config):
        for user, reason in (("a", "per API user"), ("c", "per tenant")):
            with pytest.raises(Refusal, match=reason), limits.admitted(user, config):
                pass
    with limits.admitted("a", config):
        pass


def test_a_token_ends_with_its_lifetime() -> None:
    clock = MovedClock()
    desk = TokenDesk(clock)
    desk.add_user(ApiUser("u", "s"))
    bearer = f"Bearer {desk.issue('u', 's', lifetime=60)}"
    assert desk.holder(bearer) == "u"
    clock.pass_seconds(60)
    with pytest.raises(Refusal, match="Unauthorized"):
        desk.holder(bearer)
