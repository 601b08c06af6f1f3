"""Which fields of a product Omnium answers."""

from typing import Any

import pytest

from simulators.testing import Api
from simulators.testing_catalogue import put_in_omnium

SCROLL = "/api/Products/Scroll"


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({"excludedFields": {"isInventoryExcluded": True}}, {"id", "name", "prices", "variants"}),
        ({"excludedFields": {"isVariantsExcluded": True}}, {"id", "name", "prices", "inventory"}),
        ({"includedFields": {"specificFields": ["name"]}}, {"id", "name"}),
        ({"excludedFields": {"isEverythingExcluded": True}}, {"id"}),
        ({"excludedFields": {"specificFields": ["name", "prices"]}}, {"id", "inventory", "variants"}),
    ],
)
async def test_only_the_asked_fields_are_answered(
    omnium: Api, search: dict[str, Any], names: set[str]
) -> None:
    variant = {"skuId": "v", "name": "V", "inventory": [1]}
    await put_in_omnium(omnium, "products", "p1", name="P", prices=[], inventory=[1], variants=[variant])
    (product,) = (await omnium.post(SCROLL, search)).json["result"]
    assert product.keys() & {"id", "name", "prices", "inventory", "variants"} == names


async def test_fields_inside_lists_are_asked_for_by_a_dot(omnium: Api) -> None:
    await put_in_omnium(
        omnium, "products", "p1", name="P", variants=[{"skuId": "v", "name": "V", "inventory": [1]}]
    )
    search: dict[str, Any] = {"includedFields": {"specificFields": ["name", "variants.skuId"]}}
    (product,) = (await omnium.post(SCROLL, search)).json["result"]
    assert product == {"id": "p1_no", "name": "P", "variants": [{"skuId": "v"}]}
    search = {"excludedFields": {"isInventoryExcluded": True, "specificFields": ["variants.name"]}}
    (product,) = (await omnium.post(SCROLL, search)).json["result"]
    assert product["variants"] == [{"skuId": "v"}]
