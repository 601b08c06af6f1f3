"""What a product becomes in Flow, field by field (catalog.md 4.6, 4.7)."""

from collections.abc import Mapping
from typing import Any

import pytest

from catalog_sync.basis import Basis
from catalog_sync.products.mapping import map_products
from catalog_sync.rows.kinds import RowKind
from flow_omnium.omnium.models.catalogue import Product
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch, Unreadable
from rigs.catalogue.samples import basis, fields_of_product, mapped, of_kind, product

WHOLE: Mapping[str, Any] = {
    "name": "Mug & spoon",
    "sku": "AB/12 3",
    "description": "For tea\n0.3 l\nblue",
    "shortDescription": "A mug",
    "brandUid": "nike_air",
    "productGroupUid": "mugs",
    "allowPurchase": True,
    "purchasePrice": 8025,
    "currencyPurchasePrice": {"amount": 8025, "currencyCode": "EUR"},
    "recommendedRetailPrice": 19950,
    "weight": 250,
    "height": 123,
    "width": 40,
    "length": 5,
    "vatCodeUid": "no-25",
    "gtins": (
        {"gtin": "7038010009457", "primary": True},
        {"gtin": "7038010009464", "primary": False},
        {"gtin": "7038010009471", "primary": False},
    ),
    "suppliers": (
        {"supplierUid": "s-1", "name": "Cups & Co"},
        {"supplierUid": "s_2", "name": "More Cups"},
    ),
    "serialNoRequired": "YES",
    "discontinuedFrom": "2026-12-30T23:00:00Z",
    "allowSaleDate": "2026-01-01T00:00:00Z",
    "externalId": "AB/12 3",
}


def changed_by(on: Basis | None = None, /, **changes: Any) -> dict[str, Any]:
    """The fields that are not as those of the whole product."""
    fields = fields_of_product(product(**changes), on)
    return {
        name: fields.get(name, "left out") for name in WHOLE if fields.get(name, "left out") != WHOLE[name]
    }


def test_a_deleted_product_is_taken_out_of_use_and_nothing_else_of_it_is_written() -> None:
    assert fields_of_product(product(status="Deleted")) == {"allowPurchase": False}


def test_every_field_of_a_product_arrives_in_the_form_of_flow() -> None:
    assert fields_of_product(product()) == WHOLE


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": "Mug <b>blue</b>"}, {"name": "Mug blue"}),
        ({"description": "<p></p>"}, {"description": None}),
        ({"shortDescription": None}, {"shortDescription": None}),
        ({"brand": "NIKE AIR"}, {}),
        ({"brand": " "}, {"brandUid": None}),
        ({"isActive": False}, {"allowPurchase": False}),
        ({"isActive": None}, {}),
        ({"cost": 0}, {"purchasePrice": None, "currencyPurchasePrice": None}),
        ({"costCurrency": None}, {"currencyPurchasePrice": None}),
        ({"weight": None}, {"weight": 400}),
        ({"prices": []}, {"recommendedRetailPrice": None}),
        ({"gtins": [], "units": [], "ean": None}, {"gtins": ()}),
        ({"ean": None, "units": []}, {"gtins": WHOLE["gtins"][:2]}),
        ({"supplierId": None, "additionalSuppliers": []}, {"suppliers": ()}),
        ({"isSerializableProduct": False}, {"serialNoRequired": "NO"}),
        ({"isSerializableProduct": None}, {"serialNoRequired": None}),
        ({"discontinued": "0001-01-01T00:00:00"}, {"discontinuedFrom": None}),
        ({"salesStartDate": None}, {"allowSaleDate": None}),
    ],
)
def test_a_change_in_omnium_changes_its_field_alone(
    change: Mapping[str, Any], fields: Mapping[str, Any]
) -> None:
    assert changed_by(**change) == fields


def test_a_price_without_tax_is_recommended_with_it() -> None:
    price = {"marketId": "nor", "unitPrice": 100.1, "taxRate": 12, "isTaxExcluded": True}
    assert changed_by(prices=[price]) == {"recommendedRetailPrice": 11211, "vatCodeUid": "no-12"}


@pytest.mark.parametrize(
    ("rate", "code"), [(25, "no-25"), (25.00, "no-25"), (12, "no-12"), (15, "no-0"), (0, "no-0")]
)
def test_a_rate_has_the_code_of_the_settings_else_the_default_one(rate: float, code: str) -> None:
    price = {"marketId": "nor", "unitPrice": 199.5, "taxRate": rate}
    assert fields_of_product(product(prices=[price]))["vatCodeUid"] == code


@pytest.mark.parametrize(
    ("category", "group"), [("mugs", "mugs"), ("not/exported", "other"), (None, "other"), (" ", "other")]
)
def test_a_product_stands_in_its_categorys_group_where_that_is_exported(
    category: str | None, group: str
) -> None:
    on = basis({"DefaultProductGroupUid": "other"})
    assert fields_of_product(product(mainCategoryId=category), on)["productGroupUid"] == group


@pytest.mark.parametrize(
    ("code", "may_be_bought"),
    [
        ({"assortmentCodeId": "Closed"}, False),
        ({"assortmentCodeId": "CLOSED", "validFrom": "2026-03-01T12:00:00Z"}, False),
        ({"assortmentCodeId": "Closed", "validTo": "2026-03-01T12:00:01Z"}, False),
        ({"assortmentCodeId": "Closed", "validTo": "2026-03-01T12:00:00Z"}, True),
        ({"assortmentCodeId": "Closed", "validFrom": "2026-03-01T12:00:01Z"}, True),
        ({"assortmentCodeId": "Open"}, True),
        ({"assortmentCodeId": None}, True),
    ],
)
def test_a_product_is_not_bought_while_a_named_code_is_in_force(
    code: Mapping[str, Any], may_be_bought: bool
) -> None:
    on = basis(catalog={"nonPurchasableAssortmentCodes": ["closed"]})
    assert fields_of_product(product(assortmentCodes=[code]), on)["allowPurchase"] is may_be_bought


def test_rounded_figures_are_told_with_the_product() -> None:
    (row,) = of_kind(mapped(product(cost=1.005, prices=[{"unitPrice": 99.995}])), RowKind.PRODUCT)
    assert (row.fields["purchasePrice"], row.fields["recommendedRetailPrice"]) == (101, 10000)
    assert row.notes == (
        "product AB_12_3: cost: 1.005 has more than 2 decimals, Flow gets 101 hundredths",
        "product AB_12_3: price: 99.995 has more than 2 decimals, Flow gets 10000 hundredths",
    )


def test_nothing_is_told_of_what_tax_adds() -> None:
    price = {"unitPrice": 100.01, "taxRate": 25, "isTaxExcluded": True}
    (row,) = of_kind(mapped(product(prices=[price])), RowKind.PRODUCT)
    assert row.notes == ()


@pytest.mark.parametrize("name", [None, "  ", "<br>"])
def test_a_product_without_a_name_is_set_aside_and_hinders_no_other(name: str | None) -> None:
    whole = mapped(product(skuId="nameless", name=name), product())
    assert [row.uid for row in of_kind(whole, RowKind.PRODUCT)] == ["AB_12_3"]
    assert [(fault.key, fault.record) for fault in whole.faults] == [("nameless", "mug")]
    assert "name" in str(whole.faults[0])


def test_a_product_without_any_tax_rate_is_set_aside() -> None:
    whole = mapped(product(prices=[]), on=basis(tax_rate=None))
    assert whole.rows == ()
    assert "taxRate" in str(whole.faults[0])


def test_a_record_that_cannot_be_read_is_set_aside_under_its_id() -> None:
    fault = InvalidData("variants", 7, "a list")
    batch: Batch[Product] = Batch([product()], [Unreadable("torn/1", fault)])
    whole = map_products(batch, basis())
    assert [(one.key, one.uid, one.record, one.reason) for one in whole.faults] == [
        ("torn/1", "torn_1", "torn/1", fault)
    ]
    assert whole.rows


@pytest.mark.parametrize(
    ("markets", "is_sold"), [(["nor"], True), (["swe", "nor"], True), ([], True), (["swe"], False)]
)
def test_only_products_of_the_shops_markets_are_sold(markets: list[str], is_sold: bool) -> None:
    assert bool(mapped(product(marketIds=markets)).rows) is is_sold
