"""What an invoice must carry, and what becomes of the files on it."""

from typing import Any

import pytest

from simulators.omnium.invoices.files import new_asset
from simulators.omnium.invoices.routes import kept_assets
from simulators.omnium.models.invoice import Invoice
from simulators.refusal import Refusal
from simulators.write_model import checked


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "id: is required"),
        ({"id": None}, "id: "),
        ({"id": "a/b"}, "id: Value error, must not contain '+', '%' or '/'"),
        ({"id": "r", "deliveryDate": None}, "deliveryDate: "),
        ({"id": "r", "invoiceDate": None}, "invoiceDate: "),
        ({"id": "r", "invoiceDueDate": None}, "invoiceDueDate: "),
        ({"id": "r", "customerType": "B2C"}, "customerType: "),
        ({"id": "r", "amount": "1"}, "amount: "),
        ({"id": "r", "total": 1}, "total: unknown field"),
        ({"id": "r", "lineItems": [{"skuId": "A"}]}, "lineItems.0.skuId: unknown field"),
    ],
)
def test_faults_of_an_invoice_name_the_field(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(Invoice, fields)
    assert refused.value.status == 400
    assert fault in refused.value.message


@pytest.mark.parametrize("name", ["delivery_date", "invoice_date", "invoice_due_date"])
def test_an_unset_date_is_the_first_moment_there_is(name: str) -> None:
    assert getattr(checked(Invoice, {"id": "r"}), name) == "0001-01-01T00:00:00"


def test_files_on_an_invoice_stay_as_they_are_when_it_is_written_again() -> None:
    existing = [{"assetId": "a", "length": 7}]
    sent = [{"assetId": "a", "length": None}, {"assetId": "b", "length": None}]
    assert kept_assets(existing, sent) == [existing[0], sent[1]]


@pytest.mark.parametrize(
    ("file_name", "content_type"),
    [("r.pdf", "application/pdf"), ("r", "application/octet-stream")],
)
def test_the_type_of_a_file_follows_from_its_name(file_name: str, content_type: str) -> None:
    asset = new_asset("a", file_name, 7, "2026-01-05T09:00:00Z")
    assert (asset["contentType"], asset["fileName"], asset["length"]) == (content_type, file_name, 7)
