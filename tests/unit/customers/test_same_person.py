"""When a record of Omnium's with the id of a shop's customer is a stranger's."""

from datetime import UTC, datetime

import pytest

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer
from order_sync.customers.same_person import contradictions

OLA = {"firstname": "Ola", "lastname": "Butikk", "email": "ola@example.no", "mobile": "+4790000022"}
BUTIKK = {"customer_type": "COMPANY", "company_name": "Butikk AS", "vat_number": "NO 999 888 777 MVA"}


@pytest.mark.parametrize(
    ("shop", "record", "differing"),
    [
        # no shared word in the names
        (OLA, {"first_name": "Ingrid", "last_name": "Web", "email": "i@x.no"}, ("name", "e-mail")),
        (OLA, {"first_name": "Ingrid", "last_name": "Web"}, ("name",)),
        (OLA, {"first_name": "Ingrid", "last_name": "Web", "phone": "90000022"}, ("name",)),
        # some words are shared
        (OLA, {"first_name": "Ola", "last_name": "Web", "email": "i@x.no"}, ("name", "e-mail")),
        (OLA, {"first_name": "Ola", "last_name": "Web"}, ("name",)),
        (OLA, {"first_name": "Ola", "last_name": "Web", "email": "OLA@example.no"}, ()),
        # the whole name, or all that one side knows of it
        (OLA, {"full_name": "BUTIKK, Ola", "email": "new@x.no"}, ()),
        (OLA, {"first_name": "Ola", "last_name": "Nils Butikk", "email": "new@x.no"}, ()),
        (OLA, {"first_name": "Ola", "email": "i@x.no"}, ("e-mail",)),
        (OLA, {"first_name": "Ola"}, ()),
        ({"firstname": "Åse", "lastname": "Aß"}, {"first_name": "Ase", "last_name": "ASS"}, ()),
        # no name on one side
        (OLA, {"email": "i@x.no"}, ("e-mail",)),
        (OLA, {"phone": "004790000022"}, ()),
        (OLA, {}, ()),
        ({}, {"first_name": "Ingrid", "email": "i@x.no"}, ()),
        # companies
        (BUTIKK, {"name": "Butikk", "tax_id": "999888777"}, ()),
        (BUTIKK, {"name": "Butikk AS", "tax_id": "111222333"}, ("VAT number",)),
        (BUTIKK, {"name": "Annen AS"}, ("name",)),
        (BUTIKK, {"name": "Annen AS", "tax_id": "999888777"}, ()),
    ],
)
def test_names_and_contacts_tell_a_stranger(
    shop: dict[str, str], record: dict[str, str], differing: tuple[str, ...]
) -> None:
    customer = FlowCustomer.model_validate({"customer_uid": "1001", **shop})
    assert contradictions(customer, Customer.model_validate({"customer_id": "1001", **record})) == differing


def test_a_record_that_was_made_when_the_shop_made_the_customer_is_his() -> None:
    made = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
    customer = FlowCustomer(customer_uid="1001", firstname="Ola", email="ola@example.no", created_at=made)
    record = Customer(customer_id="1001", first_name="Ingrid", email="i@x.no", created=made)
    assert contradictions(customer, record) == ()
