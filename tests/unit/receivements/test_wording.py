"""People see no needless zeros."""

from decimal import Decimal

import pytest

from receivement_sync.items import plain


@pytest.mark.parametrize(
    ("quantity", "told"), [("10.0", "10"), ("100", "100"), ("0.33", "0.33"), ("-2", "-2"), ("0", "0")]
)
def test_quantities_are_told_plainly(quantity: str, told: str) -> None:
    assert plain(Decimal(quantity)) == told
