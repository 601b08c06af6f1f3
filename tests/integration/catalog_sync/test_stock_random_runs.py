"""Whatever is sold, counted and told, and wherever runs fail: no sale is undone that is known, and in the end both sides agree."""

import pytest

from rigs.catalogue.house import House
from rigs.catalogue.stock_play import played


@pytest.mark.seeds(12)
async def test_no_known_sale_is_undone_and_both_sides_agree_in_the_end(house: House, seed: int) -> None:
    assert await played(house, seed) == ()
