"""Flow's documents."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from flow_omnium.flow.models import NewItem, NewOrder, Order
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.reading import read_as


def test_an_order_is_read_leniently() -> None:
    document = {"orderUid": "1", "orderState": "SOMETHING_NEW", "items": None, "allowedActions": ["X"]}
    assert read_as(Order, document) == Order(order_uid="1", order_state="SOMETHING_NEW")


def test_an_order_without_uid_is_named() -> None:
    with pytest.raises(InvalidData, match="orderUid"):
        read_as(Order, {"orderState": "OPEN"})


def test_a_new_order_is_written_in_flows_names_without_nulls() -> None:
    order = NewOrder(order_uid="1", external_order_number="1", valid_until=datetime(2026, 3, 2, tzinfo=UTC))
    assert order.model_dump(by_alias=True, exclude_none=True) == {
        "orderUid": "1",
        "externalOrderNumber": "1",
        "type": "ORDER",
        "systemOrigin": "OMNIUM",
        "validUntil": datetime(2026, 3, 2, tzinfo=UTC),
    }


def test_an_amount_must_be_whole() -> None:
    with pytest.raises(ValidationError):
        NewItem(external_id="1", product_uid="p", quantity_ordered=100, unit_price=19.5)
