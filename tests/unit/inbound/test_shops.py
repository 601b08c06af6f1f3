"""Which shops a plan touches is told by its writes: a job that is started, and a customer, are in none."""

from flow_omnium.flow.models import NewOrder, Order, OrderRef
from flow_omnium.jobs.sync import Write
from order_sync.inbound.changes import AttachHandling, CreateOrder, LookAgain
from order_sync.inbound.shops import shops_touched, shops_with


def test_a_plan_touches_each_store_that_it_writes_to_once() -> None:
    ref = OrderRef("bergen", "om-1")
    writes: list[Write] = [
        CreateOrder("oslo", NewOrder.model_construct(order_uid="om-2", external_order_number="SO-2")),
        AttachHandling(ref, "collect"),
        AttachHandling(ref, "pack"),
        LookAgain("om-3", "harstad"),
    ]

    assert shops_touched(writes) == ("oslo", "bergen")


def test_a_cancelled_order_is_in_no_shop() -> None:
    orders = [
        Order.model_validate({"orderUid": uid, "storeUid": store, "orderState": state})
        for uid, store, state in (
            ("1", "oslo", "CONFIRMED"),
            ("2", "bergen", "CANCELLED"),
            ("3", None, "OPEN"),
        )
    ]

    assert shops_with(orders) == ("oslo",)
