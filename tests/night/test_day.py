"""The whole day of 2,000 orders: as `tests/e2e/chaos/test_day.py`, ten times as fast as its times are."""

import pytest

from local_stack.infrastructure import Infrastructure
from rigs.day.play import played
from rigs.day.script import script_of
from rigs.day.times import Compression

pytestmark = [pytest.mark.night, pytest.mark.alone]

ORDERS = 2_000
SECONDS = 4_000
TIMES_AS_FAST = 10


def test_after_a_day_of_2000_orders_both_sides_agree_and_nothing_is_doubled(
    infrastructure: Infrastructure, told: list[str], request: pytest.FixtureRequest
) -> None:
    script = script_of(request.config.getoption("seed"), ORDERS, SECONDS)

    ending = played(infrastructure, script, Compression(TIMES_AS_FAST))

    told.extend(ending.told())
    assert (ending.faults, ending.differences) == ([], [])
