"""A house with a small catalogue: a store, a tree of categories, three products."""

from collections.abc import AsyncIterator

import pytest

from rigs.catalogue.goods import a_cap, a_category, a_product, a_store
from rigs.catalogue.house import House, a_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Both systems, and nothing to export yet."""
    async with a_house() as house:
        yield house


@pytest.fixture
async def stocked(house: House) -> House:
    """The same, with a small catalogue in Omnium that the shop has not got yet."""
    await house.has("catalogue-stores", a_store("oslo"))
    await house.has("categories", a_category("clothes"), a_category("shirts", "clothes"))
    await house.has(
        "products",
        a_product("shirt", mainCategoryId="shirts", brand="Nike Air", ean="7038010009457"),
        a_cap(),
        a_product("mug", assets=[{"assetId": "a1", "url": "https://img.example/mug.jpg"}]),
    )
    return house
