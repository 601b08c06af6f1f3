"""People see every failure, and no needless zeros."""

from decimal import Decimal

import pytest

from flow_omnium.outcomes import Failed, InvalidData
from receivement_sync.wording import MOST_TOLD, plain, together


def test_one_failure_stays_what_it_is() -> None:
    failure = InvalidData("warehouseUid", "cellar", "a warehouse of Omnium")
    assert together([failure]) is failure
    assert together([]) is None


def test_several_are_told_in_one() -> None:
    assert str(together([Failed("a"), Failed("b")])) == "a; b"


def test_very_many_are_counted() -> None:
    told = str(together([Failed("a")] * (MOST_TOLD + 3)))
    assert told.endswith("a; and 3 more")
    assert told.count("a;") == MOST_TOLD


@pytest.mark.parametrize(
    ("quantity", "told"), [("10.0", "10"), ("100", "100"), ("0.33", "0.33"), ("-2", "-2"), ("0", "0")]
)
def test_quantities_are_told_plainly(quantity: str, told: str) -> None:
    assert plain(Decimal(quantity)) == told
