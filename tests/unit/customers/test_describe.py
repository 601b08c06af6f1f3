"""Writes in an operator's words: which fields the ledger names without their values."""

from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flow_omnium.flow.models import NewCustomer, OrderHeader
from flow_omnium.flow.models import NewProperty as FlowProperty
from flow_omnium.omnium.models import Customer, CustomerWrite, NewCustomerAddress, NewExternalId, NewOrder
from flow_omnium.rest.models import WriteModel
from order_sync.describe import PERSONAL, describe_fields

NOT_PERSONAL: Final = {
    NewCustomer: {"customerUid", "customerType", "externalId", "origin", "countryCode"},
    CustomerWrite: {"customerId", "marketGroupId", "created", "modified", "modifiedBy"},
    OrderHeader: {"externalOrderNumber", "customerUid", "deliveryDate", "validUntil", "properties"},
    NewOrder: {
        "id", "orderNumber", "orderType", "orderOrigin", "status", "marketId", "storeId", "billingCurrency", "created",
        "salesPersonId", "customerId", "customerType", "isReadOnly", "isNotificationsDisabled", "properties", "orderForm",
    },
}  # fmt: skip


@pytest.mark.parametrize("model", NOT_PERSONAL, ids=lambda model: model.__name__)
def test_each_field_that_tells_of_a_person_is_on_the_list(model: type[WriteModel]) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert names - PERSONAL == NOT_PERSONAL[model]


def test_a_loyalty_id_is_named_without_its_value() -> None:
    ids = (NewExternalId(id="90000001", provider_name="Voyado"),)
    patch = CustomerWrite(customer_id="c-9", customer_number="90000001", external_ids=ids)
    shown = [str(change) if not change.is_personal else change.field for change in describe_fields(patch)]
    assert shown == ["customerId: c-9", "customerNumber", "externalIds[Voyado]"]


def test_a_field_that_is_emptied_shows_what_it_was() -> None:
    before = Customer(customer_id="c-9", phone="+4790000001").model_dump(by_alias=True)
    (change,) = describe_fields(CustomerWrite(customer_id="c-9", phone=""), before)
    assert (str(change), change.is_personal) == ("phone: +4790000001 → (none)", True)


def test_a_property_is_shown_with_its_key() -> None:
    header = OrderHeader(properties=(FlowProperty(key="colour", value="red", read_only=False),))
    (change,) = describe_fields(header)
    assert (str(change), change.is_personal) == ("properties[colour]: red", False)


def test_what_a_vendor_keeps_beside_our_fields_is_shown_where_it_changes() -> None:
    before = {"address": {"city": "Oslo", "purposes": ["Home"], "marks": [{"kind": "a"}]}}
    address = NewCustomerAddress.model_validate(
        {"city": "Bergen", "purposes": ["Home", "Work"], "marks": [{"kind": "b"}]}
    )
    changes = describe_fields(CustomerWrite(customer_id="c-9", address=address), before)
    assert [str(change) for change in changes if change.field != "customerId"] == [
        "address.city: Oslo → Bergen",
        "address.purposes: Home → Home, Work",
        "address.marks[0].kind: a → b",
    ]
    assert all(change.is_personal for change in changes if change.field != "customerId")


OURS = {
    text for name, field in NewCustomerAddress.model_fields.items() for text in (name, field.alias or name)
}
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), documents, max_size=3))
@example({"line1": []})
def test_no_document_is_too_odd_to_be_described(extra: dict[str, Any]) -> None:
    # Ours are texts when an address is written, whatever Omnium had in their place: its reader sees to that.
    others = {name: value for name, value in extra.items() if name not in OURS}
    address = NewCustomerAddress.model_validate({**others, "city": "Oslo"})
    patch = CustomerWrite(customer_id="c-9", address=address)
    assert "address.city" in {change.field for change in describe_fields(patch, {"address": extra})}
