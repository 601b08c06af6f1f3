"""When a change in Omnium makes the shop's side tell what it could not before, without an event of Flow's."""

from typing import Any

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.flow.models import OrderRef
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.tenants import a_tenant
from order_sync.inbound.changes import Change, ChangeState, LookAgain
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.look_again import looks_again
from order_sync.order_stage import OrderStage

TENANT = a_tenant()


def in_omnium(status: str = "New", **line: object) -> Order:
    fields = {"lineItemId": "1", "code": "SKU-1", "quantity": 3, **line}
    shipments = [
        {"shipmentId": "1", "lineItems": [{"lineItemId": "1"}]},
        {"shipmentId": "2", "lineItems": []},
    ]
    form = {"lineItems": [fields], "shipments": shipments}
    return Order.model_validate({"id": "1001", "status": status, "orderForm": form})


def in_flow(order_uid: str = "1001", state: str = "PARKED", **item: int) -> FlowOrder:
    fields = {"orderItemUid": f"{order_uid}-1", "externalId": "1", "quantityOrdered": 100, **item}
    note = {"key": "omnium.orderId", "value": "1001"}
    order: dict[str, Any] = {"orderUid": order_uid, "storeUid": "oslo", "systemOrigin": "OMNIUM"}
    return FlowOrder.model_validate(order | {"orderState": state, "items": [fields], "properties": [note]})


def looked_at(order: Order, *actuals: FlowOrder, writes: tuple[Change, ...] = ()) -> list[LookAgain]:
    context = InboundContext(TENANT.parameters, NOON, "Europe/Oslo", "NO")
    gathered = Gathered(order, actuals, OrderStage.ALIVE, context)
    return list(looks_again(gathered, Plan(writes), TENANT))


def test_what_the_shop_handed_over_is_told_once_omnium_takes_it() -> None:
    handed_over = in_flow(quantityDelivered=100)
    assert looked_at(in_omnium(canceledQuantity=2), handed_over) == [LookAgain("1001", "oslo")]
    assert not looked_at(in_omnium(canceledQuantity=3), handed_over)
    assert not looked_at(in_omnium(canceledQuantity=2, deliveredQuantity=1), handed_over)


def test_what_was_ordered_of_a_line_that_the_shop_gave_up_is_given_up_too() -> None:
    given_up = in_flow("1001-1", "CANCELLED")
    others = in_flow(quantityOrdered=0)
    assert looked_at(in_omnium(canceledQuantity=1), others, given_up)
    assert not looked_at(in_omnium(canceledQuantity=3), others, given_up)


def test_an_order_that_the_plan_changes_has_an_event_of_its_own() -> None:
    change = ChangeState(OrderRef("oslo", "1001"), OrderState.PARKED, OrderState.OPEN)
    assert not looked_at(in_omnium(canceledQuantity=2), in_flow(quantityDelivered=100), writes=(change,))


def test_an_order_given_up_in_one_store_is_told_once_the_other_ones_is_taken_back() -> None:
    orders = in_flow(), in_flow("1001-2", "CANCELLED")
    taking_back = ChangeState(OrderRef("oslo", "1001"), OrderState.CANCELLED, OrderState.OPEN)
    nothing_left = in_omnium(canceledQuantity=3)
    assert looked_at(nothing_left, *orders, writes=(taking_back,)) == [LookAgain("1001-2", "oslo")]
    assert not looked_at(nothing_left, *orders)


def test_an_order_handed_over_and_paid_in_one_store_is_over_once_the_other_ones_is_taken_back() -> None:
    done = in_flow(state="COMPLETE", quantityDelivered=100)
    orders = (
        done.model_copy(update={"settle_state": "SETTLED", "delivery_state": "DELIVERED"}),
        in_flow("1001-2"),
    )
    taking_back = ChangeState(OrderRef("oslo", "1001-2"), OrderState.CANCELLED, OrderState.OPEN)
    told = in_omnium(quantity=1, deliveredQuantity=1)
    assert looked_at(told, *orders, writes=(taking_back,)) == [LookAgain("1001", "oslo")]
    assert not looked_at(told, *orders)


def test_a_part_delivery_of_an_order_that_is_over_is_not_told_again_and_again() -> None:
    assert not looked_at(in_omnium("Completed", quantity=3), in_flow(quantityDelivered=100))
    assert not looked_at(in_omnium("OrderCanceled"), in_flow(quantityDelivered=100))


def test_a_rest_in_two_shipments_of_an_order_that_is_over_is_not_told_again_and_again() -> None:
    order = in_omnium("Completed", quantity=1)
    form = order.order_form
    assert form is not None
    second = form.line_items[0].model_copy(update={"line_item_id": "2"})
    held = form.shipments[0].line_items[0].model_copy(update={"line_item_id": "2"})
    shipments = (form.shipments[0], form.shipments[1].model_copy(update={"line_items": (held,)}))
    both = form.model_copy(update={"line_items": (*form.line_items, second), "shipments": shipments})
    first = in_flow(quantityDelivered=100)
    other = first.items[0].model_copy(update={"external_id": "2", "order_item_uid": "1001-2"})
    out = first.model_copy(update={"items": (*first.items, other), "delivery_state": "DELIVERED"})
    assert not looked_at(order.model_copy(update={"order_form": both}), out)
    assert looked_at(order, first.model_copy(update={"delivery_state": "DELIVERED"}))
