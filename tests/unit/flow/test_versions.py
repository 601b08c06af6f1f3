"""Which version of a record of Flow's somebody has seen: the same listed or read, another one after each change."""

from typing import Any

import pytest

from flow_omnium.flow.models import ListedOrder, Order, Receipt, ReceiptReference
from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.flow.versions import order_version, receipt_version, receivement_version
from flow_omnium.rest.reading import read_as

ORDER = {"orderUid": "o-1", "orderState": "PARKED", "settleState": "SETTLED", "deliveryState": "NOT_STARTED"}
ITEM = {"receivementItemUid": "i-1", "quantity": 100, "status": "RECEIVED"}
RECEPTION: dict[str, Any] = {"receivementUid": "r-1", "items": [ITEM, {**ITEM, "receivementItemUid": "i-2"}]}
MOMENT = {"lastModifiedAt": "2026-03-02T12:00:00.123Z"}


@pytest.mark.parametrize("moment", [{}, MOMENT])
def test_a_listed_order_has_the_version_of_the_order_that_is_read(moment: dict[str, Any]) -> None:
    document = {**ORDER, **moment}
    assert order_version(read_as(ListedOrder, document)) == order_version(read_as(Order, document))


def test_the_moment_of_the_last_change_is_an_orders_version() -> None:
    assert order_version(read_as(Order, {**ORDER, **MOMENT})) == "2026-03-02T12:00:00.123000Z"
    offset = {"lastModifiedAt": "2026-03-02T13:00:00.123+01:00"}
    assert order_version(read_as(Order, {**ORDER, **offset})) == "2026-03-02T12:00:00.123000Z"


@pytest.mark.parametrize(
    "change", [{"orderState": "COMPLETE"}, {"settleState": None}, {"deliveryState": "DELIVERED"}]
)
def test_an_order_that_tells_no_moment_has_another_version_in_another_state(change: dict[str, Any]) -> None:
    before, after = (order_version(read_as(Order, document)) for document in (ORDER, {**ORDER, **change}))
    assert before != after


def test_a_receipt_is_its_own_version() -> None:
    document = {"orderReceiptUid": "receipt-7"}
    listed, read = read_as(ReceiptReference, document), read_as(Receipt, document)
    assert receipt_version(listed) == receipt_version(read) == "receipt-7"


def test_a_receptions_version_names_it_and_the_moment_of_its_last_correction() -> None:
    reception = read_as(Receivement, {**RECEPTION, **MOMENT})
    assert receivement_version(reception) == "r-1@2026-03-02T12:00:00.123000Z"


def test_a_reception_that_tells_no_moment_has_a_version_by_what_came_in_whatever_order() -> None:
    turned = {**RECEPTION, "items": RECEPTION["items"][::-1]}
    less = {**RECEPTION, "items": [{**ITEM, "quantity": 50}, RECEPTION["items"][1]]}
    cancelled = {**RECEPTION, "items": [{**ITEM, "status": "CANCELLED"}, RECEPTION["items"][1]]}
    first, same, *others = (
        receivement_version(read_as(Receivement, document))
        for document in (RECEPTION, turned, less, cancelled)
    )
    assert first == same
    assert len({first, *others}) == 3
    assert first.startswith("r-1@#")
