"""Which order of Omnium's an order of Flow is, where several of Flow's are one of Omnium's."""

import pytest

from flow_omnium.flow.models import Order, OrderProperty
from flow_omnium.omnium.models import Property
from order_sync.identity import omnium_order_id
from order_sync.to_omnium.own_properties import further_uids


def an_order(uid: str, number: str, noted: str | None = None) -> Order:
    notes = () if noted is None else (OrderProperty(key="omnium.orderId", value=noted, read_only=True),)
    return Order(order_uid=uid, external_order_number=number, properties=notes)


@pytest.mark.parametrize(
    ("order", "order_id"),
    [
        (an_order("1001", "1001"), "1001"),
        (an_order("1001-2", "1001", "1001"), "1001"),
        (an_order("1001-2-3", "1001", "1001"), "1001"),
        (an_order("a_b-2", "17", "a/b"), "a/b"),
        (an_order("1001-2", "1001-2"), "1001-2"),
        (an_order("1001-2", "1001-2", "9"), "1001-2"),
    ],
)
def test_a_further_order_is_known_by_its_note_and_no_other_by_a_like_uid(order: Order, order_id: str) -> None:
    assert omnium_order_id(order) == order_id


def test_orders_of_shipments_that_are_gone_are_known_by_what_omnium_was_told() -> None:
    told = [
        Property(key=key, value="PARKED") for key in ("flow.state", "flow.state.1001-2", "flow.note.1001-3")
    ]
    assert further_uids(told, "flow") == ("1001-2",)
