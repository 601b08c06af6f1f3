"""What Flow is told of a store and of its organization (catalog.md 4.1, 4.2)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.rows.row import fields_of
from catalog_sync.stores.fields import coordinate, organization_fields, organization_uid, store_fields
from rigs.catalogue.samples import store

WHOLE: Mapping[str, Any] = {
    "name": "Oslo",
    "address": "Storgata 1",
    "postalCode": "0155",
    "city": "Oslo",
    "countryCode": "NO",
    "email": "oslo@shop.example",
    "phone": "+4722000000",
    "latitude": Decimal("59.9139"),
    "longitude": Decimal("10.7522"),
    "isActive": True,
    "externalId": "nor",
    "vatNumber": "NO 999888777",
    "organizationUid": "org",
    "openingHours": {
        "monday": {"isOpen": True, "openFrom": "09:00:00", "openTo": "18:00:00"},
        "sunday": {"isOpen": False, "openFrom": None, "openTo": None},
    },
    "defaultWarehouseUid": "w-1",
    "defaultReturnWarehouseUid": "w-2",
}


def told(**changes: Any) -> Mapping[str, Any]:
    return fields_of(store_fields(store(**changes), "org", "w-1", "w-2"))


def test_every_field_of_a_store_arrives_in_the_form_of_flow() -> None:
    assert told() == WHOLE


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"isInactive": True}, {"isActive": False}),
        ({"isInactive": None}, {}),
        ({"availableOnMarkets": []}, {"externalId": None}),
        ({"latitude": "north"}, {"latitude": None}),
        ({"organizationalNumber": None}, {"vatNumber": None}),
        ({"mondayOpeningHours": None, "sundayOpeningHours": None}, {"openingHours": None}),
        (
            {"address": {"streetNumber": "1"}},
            {"address": "1", "postalCode": None, "city": None, "countryCode": None},
        ),
        ({"address": None}, dict.fromkeys(("address", "postalCode", "city", "countryCode"))),
    ],
)
def test_a_change_in_omnium_changes_its_field_alone(
    change: Mapping[str, Any], fields: Mapping[str, Any]
) -> None:
    assert told(**change) == {**WHOLE, **fields}


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("59.9139", "59.9139"), (" -10,7522 ", "-10.7522"), ("180", "180"), ("0", "0")],
)
def test_a_coordinate_has_a_point_or_a_comma(text: str, degrees: str) -> None:
    assert coordinate(text) == Decimal(degrees)


@pytest.mark.parametrize("text", [None, "", "north", "59.9.1", "1e5", "NaN", "12345", "59°", "5 9"])
def test_what_is_no_coordinate_is_left_out(text: str | None) -> None:
    assert coordinate(text) is None


def test_a_store_belongs_to_the_organization_of_its_number_else_to_the_default_one() -> None:
    assert organization_uid(store(), "org") == "NO_999888777"
    assert organization_uid(store(organizationalNumber=" "), "org") == "org"
    assert organization_uid(store(organizationalNumber=None), None) is None


def test_an_organization_is_told_what_its_store_says() -> None:
    assert fields_of(organization_fields(store(), "NO 999888777")) == {
        "name": "Oslo",
        "externalId": "NO 999888777",
        "vatNumber": "NO 999888777",
        "address": "Storgata 1",
        "postalCode": "0155",
        "city": "Oslo",
        "countryCode": "NO",
        "email": "oslo@shop.example",
        "phone": "+4722000000",
        "isActive": True,
        "bankInfo": {"bankName": "DNB", "iban": "NO9386011117947", "swift": "DNBANOKK"},
    }


def test_an_organization_without_a_bank_or_a_name_has_neither_made_up() -> None:
    fields = fields_of(organization_fields(store(name=None, bank=None, iban=None, swift=None), "42"))
    assert (fields["name"], fields["bankInfo"]) == ("42", None)
