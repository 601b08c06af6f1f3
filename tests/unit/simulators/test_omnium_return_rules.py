"""How much may come back, what it is worth, and what a return makes of the order."""

from decimal import Decimal
from typing import Any

import pytest

from simulators.omnium.models.returns import ReturnLine, ReturnRequest
from simulators.omnium.returns.create import book_return, form_of
from simulators.omnium.returns.forms import total_of
from simulators.omnium.returns.lines import status_after_return, take_back, worth_of
from simulators.refusal import Refusal
from simulators.write_model import checked

NOW = "2026-01-05T09:00:00.0000000Z"


def line(**fields: Any) -> dict[str, Any]:
    return {
        "lineItemId": "1",
        "code": "SKU1",
        "quantity": Decimal(3),
        "deliveredQuantity": Decimal(3),
        "extendedPrice": Decimal(100),
        **fields,
    }


def order(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"id": "F-1", "storeId": "oslo", "status": "Completed", "orderForm": {"lineItems": list(lines)}}


def wanted(quantity: int = 1, **fields: Any) -> ReturnLine:
    return checked(ReturnLine, {"lineItemId": "1", "returnQuantity": quantity, **fields})


def request(**fields: Any) -> ReturnRequest:
    return checked(ReturnRequest, {"returns": [{"lineItemId": "1", "returnQuantity": 1}], **fields})


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "returns: is required"),
        ({"returns": []}, "returns: "),
        ({"returns": [{"lineItemId": "1"}]}, "returns.0.returnQuantity: is required"),
        ({"returns": [{"lineItemId": "1", "returnQuantity": 0}]}, "returns.0.returnQuantity: "),
        ({"returns": [{"lineItemId": "1", "quantity": 1}]}, "returns.0.quantity: unknown field"),
        ({"returnOrderType": "ReturnOrder"}, "returnOrderType: unknown field"),
    ],
)
def test_faults_of_a_return_name_the_field(body: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(ReturnRequest, body)
    assert fault in refused.value.message


@pytest.mark.parametrize(("back", "quantity"), [(0, 4), (2, 2), (3, 1)])
def test_no_more_comes_back_than_was_delivered_and_is_not_back(back: int, quantity: int) -> None:
    document = order(line(returnQuantity=Decimal(back)))
    with pytest.raises(Refusal, match="returnQuantity: line '1' has only"):
        take_back(document, wanted(quantity), NOW)


def test_a_line_adds_up_its_returns_while_each_return_tells_its_own() -> None:
    document = order(line())
    taken = [take_back(document, wanted(quantity, returnReason="small"), NOW) for quantity in (1, 2)]
    assert [item["returnQuantity"] for item in taken] == [1, 2]
    booked = document["orderForm"]["lineItems"][0]
    assert (booked["returnQuantity"], booked["returnReason"], booked["returnDate"]) == (3, "small", NOW)


@pytest.mark.parametrize(
    ("fields", "per_piece", "worth"),
    [
        ({}, None, "33.3333"),
        ({"canceledQuantity": Decimal(1)}, None, "50.0000"),
        ({}, 20, "20"),
        ({"quantity": Decimal(0)}, None, "0"),
    ],
)
def test_a_return_is_worth_its_share_or_the_sent_amount(
    fields: dict[str, Any], per_piece: int | None, worth: str
) -> None:
    assert worth_of(line(**fields), wanted(1, creditAmount=per_piece)) == Decimal(worth)


def test_freight_handling_and_charges_are_part_of_what_is_given_back() -> None:
    sums = request(
        creditShipment=True,
        creditShipmentAmount=50,
        chargeShipmentCost=True,
        chargeShipmentCostAmount=29,
        handlingTotal=5,
    )
    assert total_of(sums, [{"creditedAmount": Decimal("33.3333")}]) == Decimal("59.33")


def test_amounts_without_their_switch_do_not_count() -> None:
    sums = request(creditShipmentAmount=50, chargeShipmentCostAmount=29)
    assert total_of(sums, [{"creditedAmount": Decimal(10)}]) == 10


@pytest.mark.parametrize(
    ("returned", "status"),
    [((3, 1), "PartiallyReturned"), ((3, 3), "Returned"), ((0, 3), "PartiallyReturned")],
)
def test_an_order_is_returned_when_all_that_was_delivered_is_back(
    returned: tuple[int, int], status: str
) -> None:
    document = order(*(line(returnQuantity=Decimal(quantity)) for quantity in returned))
    assert status_after_return(document) == status


@pytest.mark.parametrize(("credit_payment", "refunds"), [(None, ["Credit"]), (True, ["Credit"]), (False, [])])
def test_omnium_refunds_unless_it_is_told_that_the_money_is_given(
    credit_payment: bool | None, refunds: list[str]
) -> None:
    document = order(line())
    form = book_return(document, request(creditPayment=credit_payment, creditAmount=33), NOW)
    payments = document["orderForm"].get("payments", [])
    assert [payment["transactionType"] for payment in payments] == refunds
    assert (form["creditAmount"], form["total"]) == (33, Decimal("33.33"))


def test_a_return_is_found_by_its_id_alone() -> None:
    document = order(line())
    made = book_return(document, request(rmaNumber="flow-1"), NOW)
    assert form_of(document, made["returnId"]) is made
    assert form_of(document, "flow-1") is None


def test_a_return_gets_an_id_and_an_rma_number() -> None:
    document = order(line())
    made, sent = (book_return(document, request(rmaNumber=rma), NOW) for rma in (None, "flow-1"))
    assert made["rmaNumber"].startswith("RMA-")
    assert sent["rmaNumber"] == "flow-1"
    assert made["returnId"] != sent["returnId"]
    assert document["returnOrderForms"] == [made, sent]
