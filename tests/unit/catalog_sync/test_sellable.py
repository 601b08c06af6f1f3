"""Which products are sold, and what a variant has from its product."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.products.sellable import Sellable, sellables
from rigs.catalogue.samples import product, sample

SMALL, MEDIUM, _ = sample("tee")["variants"]


def variants_of(*variants: Any, **changes: Any) -> Sequence[Sellable]:
    return sellables(product("tee", variants=variants, **changes))


def test_a_product_that_is_an_sku_is_sold_itself() -> None:
    (sold,) = sellables(product())
    assert (sold.key, sold.sku, sold.uid, sold.variants) == ("AB/12 3", "AB/12 3", "AB_12_3", ())


def test_without_a_code_it_is_known_by_its_id_and_shown_as_having_none() -> None:
    (sold,) = sellables(product(skuId=None))
    assert (sold.key, sold.sku, sold.uid) == ("mug", "NoSku", "mug")


def test_what_is_no_sku_and_has_no_code_is_not_sold() -> None:
    assert sellables(product(skuId=None, isSku=False)) == ()


def test_of_a_product_with_variants_only_those_with_a_code_are_sold() -> None:
    sold = sellables(product("tee"))
    assert [one.uid for one in sold] == ["tee-s", "tee-m"]
    assert all(one.variants == ("tee-s", "tee-m") for one in sold)


def test_a_variant_has_from_its_product_what_it_leaves_out() -> None:
    small, medium = sellables(product("tee"))
    assert (small.details.name, medium.details.name) == ("Tee", "Tee M")
    assert small.details.brand == medium.details.brand == "Nike Air"
    assert small.details.weight == medium.details.weight == Decimal("0.2")
    assert small.details.cost == medium.details.cost == 40
    assert small.details.assets[0].asset_id == "all"


def test_a_variants_own_price_beats_all_prices_of_its_product() -> None:
    small, medium = sellables(product("tee"))
    assert [price.unit_price for price in small.details.prices] == [100]
    assert medium.details.prices == ()
    assert medium.details.price is not None
    assert medium.details.price.unit_price == 120


def test_a_variants_own_image_beats_all_images_of_its_product() -> None:
    _, medium = sellables(product("tee"))
    assert medium.details.assets == ()
    assert medium.details.main_image_url == "https://img.example/m.jpg"


def test_a_variant_of_another_supplier_is_not_delivered_by_one_of_the_products_name() -> None:
    small, medium = sellables(product("tee"))
    assert (small.details.supplier_id, small.details.supplier_name) == ("s-1", "Cups & Co")
    assert (medium.details.supplier_id, medium.details.supplier_name) == ("s-9", None)


def test_no_variant_is_scanned_by_the_code_of_its_product() -> None:
    (sold,) = variants_of({"skuId": "tee-l"}, units=[{"ean": "7038010000009"}])
    assert (sold.details.ean, sold.details.gtins, sold.details.units) == (None, (), ())


@pytest.mark.parametrize(
    ("of_product", "of_variant", "is_active"),
    [
        ({"isActive": True}, {}, True),
        ({"isActive": None}, {"isActive": None}, True),
        ({"isActive": False}, {"isActive": True}, False),
        ({"isActive": True}, {"isActive": False}, False),
        ({"status": "DELETED"}, {}, False),
        ({}, {"status": "Deleted"}, False),
    ],
)
def test_a_variant_is_on_sale_while_it_and_its_product_are(
    of_product: dict[str, Any], of_variant: dict[str, Any], is_active: bool
) -> None:
    (sold,) = variants_of({**SMALL, **of_variant}, **of_product)
    assert sold.is_active is is_active
