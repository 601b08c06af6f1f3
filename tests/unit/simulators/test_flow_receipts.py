"""What stands on Flow's receipts, which ones a search finds, and the PDF."""

import re
from typing import Any

import pytest

from simulators.flow.receipts.making import receipt_items, receipt_totals
from simulators.flow.receipts.pdf import receipt_pdf
from simulators.flow.receipts.routes import wants_json
from simulators.flow.receipts.search import ReceiptSearch, found_receipts
from simulators.refusal import Refusal
from simulators.write_model import checked

ORDERS = {"o1": {"orderState": "COMPLETE", "deliveryState": "DELIVERED"}}
RECEIPT = {
    "orderReceiptUid": "r1",
    "orderUid": "o1",
    "orderNumber": "12",
    "voucherNumber": "V13",
    "storeUid": "oslo",
    "settleState": "SETTLED",
    "createdAt": "2026-01-09T12:00:00.000Z",
    "customerAddress": {"firstname": "Ada", "displayName": "Ada Ås"},
    "items": [{"sku": "SKU1", "name": "Blue scarf"}],
}


def line(ordered: int, cancelled: int = 0) -> dict[str, Any]:
    return {
        "orderItemUid": "i1",
        "quantityOrdered": ordered,
        "quantityCancelled": cancelled,
        "unitPrice": 1000,
        "itemDiscountAmount": 300,
    }


def totals(grand: int, vat: int) -> dict[str, Any]:
    return {"orderTotals": {"grandTotal": grand, "totalVat": vat}}


@pytest.mark.parametrize(
    ("item", "earlier", "expected"),
    [
        (line(300), [], (300, 300, 2700)),
        (line(300, cancelled=100), [], (200, 200, 1800)),
        (line(300), [line(100)], (200, 200, 1800)),
        (line(300, cancelled=100), [line(300)], (-100, -100, -900)),
    ],
)
def test_a_line_stands_on_a_receipt_by_what_no_earlier_one_has(
    item: dict[str, Any], earlier: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    found = receipt_items({"items": [item]}, [{"items": [one]} for one in earlier])[0]
    names = ("quantityOrdered", "itemDiscountAmount", "itemPrice")
    assert tuple(found[name] for name in names) == expected


def test_a_line_that_stands_on_an_earlier_receipt_is_left_out() -> None:
    assert receipt_items({"items": [line(300)]}, [{"items": [line(300)]}]) == []


def test_the_receipts_of_an_order_sum_up_to_it_and_those_of_a_return_are_negative() -> None:
    order = {"type": "ORDER", **totals(500, 100)}
    assert receipt_totals(order, [totals(200, 40), {}]) == {"grandTotal": 300, "totalVat": 60}
    returned = {"type": "RETURN", **totals(500, 100)}
    assert receipt_totals(returned, []) == {"grandTotal": -500, "totalVat": -100}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, True),
        ({"query": "", "settledAtFrom": "", "storeUids": []}, True),
        ({"storeUids": ["bergen", "oslo"]}, True),
        ({"storeUids": ["bergen"]}, False),
        ({"organizationUids": ["any"]}, False),
        ({"customerUids": ["c1"]}, False),
        ({"productSkus": ["SKU1"]}, True),
        ({"productSkus": ["sku1"]}, False),
        ({"query": "SCARF"}, True),
        ({"query": "v13"}, True),
        ({"query": "ada"}, False),
        ({"customerQuery": "ås"}, True),
        ({"customerQuery": "scarf"}, False),
        ({"orderNumber": "12"}, True),
        ({"orderNumber": "1"}, False),
        ({"voucherNumber": "V13"}, True),
        ({"voucherNumber": "v13"}, False),
        ({"settledAtFrom": "2026-01-09T12:00:00Z", "settledAtTo": "2026-01-09T13:00:00+01:00"}, True),
        ({"settledAtFrom": "2026-01-09T12:00:01Z"}, False),
        ({"settledAtTo": "2026-01-09T11:59:59Z"}, False),
        ({"orderStates": ["COMPLETE"], "deliveryStates": ["DELIVERED"], "settleStates": ["SETTLED"]}, True),
        ({"orderStates": ["COMPLETE"], "deliveryStates": ["NOT_STARTED"]}, False),
        ({"orderStatuses": ["CANCELLED"]}, False),
    ],
)
def test_a_receipt_is_found_when_all_that_is_asked_fits(body: dict[str, Any], found: bool) -> None:
    assert bool(found_receipts([RECEIPT], ORDERS, checked(ReceiptSearch, body))) is found


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"orderUid": "o1"}, "orderUid"),
        ({"settledAtFrom": "yesterday"}, "settledAtFrom"),
        ({"orderStates": ["DONE"]}, "orderStates"),
        ({"orderStates": ["OPEN"], "orderStatuses": ["OPEN"]}, "orderStatuses"),
    ],
)
def test_a_search_that_cannot_be_names_its_fault(body: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal, match=field):
        checked(ReceiptSearch, body)


def test_a_raw_receipt_is_found_by_what_it_has() -> None:
    assert found_receipts([{"orderReceiptUid": "r1"}], {}, checked(ReceiptSearch, {})) != []
    timed = checked(ReceiptSearch, {"settledAtFrom": "2026-01-09T12:00:00Z"})
    assert found_receipts([{"orderReceiptUid": "r1"}], {}, timed) == []


def test_the_pdf_names_the_voucher_and_its_table_points_at_its_objects() -> None:
    pdf = receipt_pdf("V(1)\\3")
    assert pdf.startswith(b"%PDF-")
    assert pdf.endswith(b"%%EOF\n")
    assert b"(Receipt V13) Tj" in pdf
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n", pdf, re.MULTILINE)]
    assert [pdf[place : place + 7] for place in places] == [b"%d 0 obj" % number for number in range(1, 6)]
    start = re.search(rb"startxref\n(\d+)", pdf)
    assert start is not None
    assert pdf[int(start[1]) :].startswith(b"xref")


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", True),
        ("application/JSON;q=1, text/plain", True),
        ("application/pdf, application/json", False),
        ("application/octet-stream", False),
    ],
)
def test_json_is_given_to_those_who_accept_no_file(accept: str, is_json: bool) -> None:
    assert wants_json(accept) is is_json
