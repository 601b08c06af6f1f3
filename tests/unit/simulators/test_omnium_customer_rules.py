"""What a customer must carry, what Omnium works out on one, and which event a write raises."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.omnium.customers.commit import calculated
from simulators.omnium.customers.events import customer_event
from simulators.omnium.events import Caller, in_variant
from simulators.omnium.models.customer import (
    BusinessCustomer,
    PrivateCustomer,
    PrivateCustomerPatch,
)
from simulators.omnium.patching import patched
from simulators.refusal import Refusal
from simulators.write_model import checked

MOMENT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def document(**fields: Any) -> dict[str, Any]:
    return checked(PrivateCustomer, {"customerId": "c-9", **fields}).model_dump(by_alias=True)


def patch_of(**fields: Any) -> dict[str, Any]:
    patch = checked(PrivateCustomerPatch, {"customerId": "c-9", **fields})
    return patch.model_dump(by_alias=True, exclude_unset=True)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "customerId: is required"),
        ({"customerId": ""}, "customerId: "),
        ({"customerId": "+4740000000"}, "customerId: Value error, must not contain '+', '%' or '/'"),
        ({"customerId": "c", "name": "A"}, "name: unknown field"),
        ({"customerId": "c", "bonusPoints": "7"}, "bonusPoints: Input should be a valid integer"),
        ({"customerId": "c", "address": {"zipcode": "0150"}}, "address.zipcode: unknown field"),
        ({"customerId": "c", "externalIds": [{"source": "Flow"}]}, "externalIds.0.providerName: is required"),
    ],
)
def test_faults_of_a_customer_name_the_field(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(PrivateCustomer, fields)
    assert refused.value.status == 400
    assert fault in refused.value.message


def test_a_business_has_a_name_and_contacts() -> None:
    contact = {"id": "1", "email": "a@b.no", "isPrimaryContact": True}
    business = checked(BusinessCustomer, {"customerId": "b", "name": "Bakery", "contacts": [contact]})
    assert (business.name, business.contacts[0].is_primary_contact) == ("Bakery", True)


@pytest.mark.parametrize(
    ("names", "full_name"),
    [
        ({"firstName": "Anna", "lastName": "Berg"}, "Anna Berg"),
        ({"lastName": "Berg", "fullName": "made up"}, "Berg"),
        ({}, ""),
    ],
)
def test_the_full_name_of_a_person_is_calculated(names: dict[str, str], full_name: str) -> None:
    customer = calculated("private", document(**names))
    assert (customer["fullName"], customer["customerNumber"]) == (full_name, "c-9")


def test_a_business_gets_no_full_name() -> None:
    assert "fullName" not in calculated("business", {"customerId": "b"})


def test_a_patch_merges_properties_and_external_ids_and_leaves_nulls_alone() -> None:
    before = document(
        phone="1", properties=[{"key": "a", "value": "1"}], externalIds=[{"providerName": "P", "id": "1"}]
    )
    after = patched(
        before,
        patch_of(
            phone=None,
            properties=[{"key": "b", "value": "2"}],
            externalIds=[{"providerName": "Flow", "id": "2"}],
        ),
    )
    assert after["phone"] == "1"
    assert [item["key"] for item in after["properties"]] == ["a", "b"]
    assert [item["providerName"] for item in after["externalIds"]] == ["P", "Flow"]


def test_a_patch_may_replace_the_lists() -> None:
    before = document(externalIds=[{"providerName": "P", "id": "1"}])
    after = patched(before, patch_of(externalIds=[], keepExistingListItems=False))
    assert after["externalIds"] == []


def test_the_event_of_a_customer_names_its_class_and_operation() -> None:
    event = customer_event("business", "patched", {"customerId": "b"}, Caller("tester", "PATCH"), MOMENT)
    shown = in_variant(event, "B")
    assert (shown["className"], shown["objectId"], shown["operationId"]) == ("BusinessCustomer", "b", 330210)
    assert (shown["status"], shown["previousStatus"]) == (None, "")
