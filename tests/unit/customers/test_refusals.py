"""Which answers of Omnium's say that a value of a customer's is not taken, and what a person is told of them."""

import pytest

from flow_omnium.omnium.models import CustomerWrite
from flow_omnium.outcomes import ApiCall, ApiError, NotAccepted, Rejected, Unavailable
from order_sync.customers.sync import is_refused_whole, refusal, refused_fields, without

CALL = ApiCall("omnium", "PATCH", "/api/PrivateCustomers/PatchPrivateCustomer")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("errorCount 1: Email <e-mail> is already in use", ("email",)),
        ("The e-mail address is not valid", ("email",)),
        ("Phone number must begin with +47", ("phone",)),
        ("VAT number is not valid", ("tax_id",)),
        ("TaxId is not valid", ("tax_id",)),
        ("Required address property postalCode is missing", ("address",)),
        ("CustomerNumber is taken", ("customer_number",)),
        ("Email and phone are taken", ("email", "phone")),
        ("the index is busy", ()),
        ("private customer is being updated", ()),
    ],
)
def test_the_field_is_read_off_the_text(text: str, fields: tuple[str, ...]) -> None:
    assert refused_fields(NotAccepted(CALL, text)) == fields
    assert refused_fields(Rejected(CALL, text, http_status=400)) == fields
    assert refused_fields(Unavailable(CALL, text, http_status=503)) == ()


@pytest.mark.parametrize(
    ("error", "is_whole"),
    [
        (Rejected(CALL, "", http_status=400), True),
        (Rejected(CALL, "", http_status=413), False),
        (NotAccepted(CALL, "", http_status=200), False),
        (Unavailable(CALL, ""), False),
    ],
)
def test_a_400_is_no_matter_of_trying_again(error: ApiError, is_whole: bool) -> None:
    assert is_refused_whole(error) is is_whole


def test_a_person_is_told_the_field_and_not_its_value() -> None:
    assert refusal("c-1", ("email", "tax_id"), is_new=False) == (
        "customer c-1: Omnium refuses e-mail, VAT number: it is not changed there"
    )
    assert refusal("c-1", (), is_new=True) == (
        "customer c-1: Omnium refuses what the shop has: he is not made there"
    )


def test_the_rest_of_a_patch_is_what_is_not_refused() -> None:
    patch = CustomerWrite(customer_id="c-1", email="a@b.no", phone="1")
    assert without(patch, ("email",)) == CustomerWrite(customer_id="c-1", phone="1")
    assert without(patch, ("email", "phone")) is None
    assert without(patch, ("address",)) is None
