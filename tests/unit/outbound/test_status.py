"""The status table, by the tenant's own names, and what becomes of it where Omnium is done with the order."""

import pytest

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import OrderLine
from flow_omnium.tenants.orders import OrderStatuses
from order_sync.outbound.status import is_held, is_set_back, next_status, wanted_status

OWN = OrderStatuses(
    completed="Ferdig", in_progress="Delvis", ready_for_pickup="Hentes", cancelled="Avbestilt"
)
HALF = {"quantityOrdered": 200, "quantityDelivered": 100, "unitPrice": 100}
UNTOUCHED = {"quantityOrdered": 200, "unitPrice": 100}


def an_order(state: str, settled: str, delivered: str, item: dict[str, int] = UNTOUCHED) -> Order:
    fields = {"orderState": state, "settleState": settled, "deliveryState": delivered}
    return Order.model_validate({"orderUid": "o-1", "items": [item], **fields})


SOLD = an_order("COMPLETE", "SETTLED", "DELIVERED")
PAID = an_order("PARKED", "SETTLED", "NOT_STARTED")
PAID_AND_HALF_DELIVERED = an_order("PARKED", "SETTLED", "PARTIALLY_DELIVERED", HALF)
HALF_DELIVERED = an_order("PARKED", "NOT_STARTED", "PARTIALLY_DELIVERED", HALF)
HALF_PAID = an_order("PARKED", "PARTIALLY_SETTLED", "NOT_STARTED")
CANCELLED = an_order("CANCELLED", "NOT_STARTED", "NOT_STARTED")

TABLE = [
    (SOLD, False, "Ferdig"),
    (SOLD, True, "Ferdig"),
    (PAID, False, "Delvis"),
    (PAID, True, "Hentes"),
    (PAID_AND_HALF_DELIVERED, False, "Delvis"),
    (PAID_AND_HALF_DELIVERED, True, "Delvis"),
    (HALF_DELIVERED, False, None),
    (HALF_DELIVERED, True, None),
    (HALF_PAID, False, None),
    (HALF_PAID, True, "Hentes"),
    (CANCELLED, False, "Avbestilt"),
    (CANCELLED, True, "Avbestilt"),
]


@pytest.mark.parametrize(("order", "is_ready", "wanted"), TABLE)
def test_the_tenants_table_decides(order: Order, is_ready: bool, wanted: str | None) -> None:
    assert wanted_status(order, OWN, is_ready=is_ready) == wanted


def test_the_default_names_are_omniums() -> None:
    names = [wanted_status(order, OrderStatuses(), is_ready=False) for order in (SOLD, PAID, CANCELLED)]
    assert names == ["Completed", "InProgress", "OrderCanceledByStore"]


@pytest.mark.parametrize(
    ("order", "current", "wanted", "following"),
    [
        (SOLD, "PickedUp", "Completed", "Completed"),
        (SOLD, "PickedUpAndPaid", "Ferdig", "Ferdig"),
        (SOLD, "Completed", "Ferdig", "Ferdig"),
        (SOLD, "Completed", "PickedUp", None),
        (SOLD, "Closed", "Completed", None),
        (SOLD, "Returned", "Ferdig", None),
        (SOLD, "PartiallyReturned", "Completed", None),
        (PAID, "Completed", "InProgress", None),
        (HALF_PAID, "PickedUp", "ReadyForPickup", None),
    ],
)
def test_an_order_that_is_over_goes_on_and_never_back(
    order: Order, current: str, wanted: str, following: str | None
) -> None:
    assert next_status(order, current, wanted, is_over=True) == following


def test_a_status_is_the_same_in_any_case() -> None:
    assert next_status(SOLD, "completed", "Completed", is_over=False) is None


SENT_BY_A_WAREHOUSE = OrderLine.model_validate({"lineItemId": "9", "quantity": 1, "deliveredQuantity": 1})


@pytest.mark.parametrize(
    ("order", "wanted", "lines", "set_back"),
    [
        (PAID_AND_HALF_DELIVERED, "Delvis", [], True),
        (PAID, "Delvis", [SENT_BY_A_WAREHOUSE], True),
        (PAID, "Delvis", [OrderLine(line_item_id="9")], False),
        (PAID, "Hentes", [SENT_BY_A_WAREHOUSE], False),
        (SOLD, "Ferdig", [SENT_BY_A_WAREHOUSE], False),
        (PAID_AND_HALF_DELIVERED, None, [], False),
    ],
)
def test_goods_that_are_on_their_way_take_no_status_back(
    order: Order, wanted: str | None, lines: list[OrderLine], set_back: bool
) -> None:
    assert is_set_back(order, wanted, OWN, lines) == set_back


def test_a_tenant_with_one_name_for_both_still_completes() -> None:
    one_name = OrderStatuses(completed="Ferdig", in_progress="Ferdig")
    assert not is_set_back(SOLD, "Ferdig", one_name, [])


@pytest.mark.parametrize("wanted", ["InProgress", "ReadyForPickup"])
def test_a_hold_of_omniums_is_not_ended_by_a_shop_that_goes_on(wanted: str) -> None:
    assert is_held("onhold", wanted, OrderStatuses())
    assert not is_held("Confirmed", wanted, OrderStatuses())


@pytest.mark.parametrize("wanted", ["Completed", "OrderCanceledByStore", None])
def test_a_hold_of_omniums_is_ended_by_the_end_of_the_order(wanted: str | None) -> None:
    assert not is_held("OnHold", wanted, OrderStatuses())
