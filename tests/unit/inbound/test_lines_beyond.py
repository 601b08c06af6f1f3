"""Goods that the shop has handed over, and that Omnium wants no more: what they cost before and after the line is lowered."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models import NewOrder, Order, OrderItem, OrderRef
from flow_omnium.flow.states import OrderState
from order_sync.inbound.changes import ChangeLine
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.line_changes import cost_beyond, line_changes
from order_sync.lines.shop_lines import line_cost

HEADER = NewOrder(order_uid="7", external_order_number="7")
NOTHING_WANTED = DesiredOrder("7", "oslo", HEADER, (), frozenset({"1"}), None, OrderState.CONFIRMED)


def an_order(ordered: int, delivered: int, cancelled: int, price: int, discount: int) -> Order:
    item = {
        "orderItemUid": "7-1",
        "externalId": "1",
        "quantityOrdered": ordered,
        "quantityDelivered": delivered,
        "quantityCancelled": cancelled,
        "unitPrice": price,
        "itemDiscountAmount": discount,
    }
    return Order.model_validate({"orderUid": "7", "storeUid": "oslo", "items": [item]})


def lowered(order: Order) -> OrderItem:
    """The order's line as it is after the plan."""
    changes = list(line_changes(NOTHING_WANTED, order, OrderRef("oslo", "7")))
    updates = [
        change.change.model_dump(exclude_none=True) for change in changes if isinstance(change, ChangeLine)
    ]
    return order.items[0].model_copy(
        update={name: value for update in updates for name, value in update.items()}
    )


def test_a_line_that_is_lowered_keeps_its_share_of_the_discount() -> None:
    item = lowered(an_order(ordered=200, delivered=100, cancelled=0, price=14950, discount=67))
    assert (item.quantity_ordered, item.item_discount_amount, line_cost(item)) == (100, 34, Decimal("149.16"))


@given(
    st.integers(1, 500), st.integers(0, 300), st.integers(0, 200), st.integers(0, 99_999), st.integers(0, 99)
)
def test_what_it_costs_is_foreseen(
    delivered: int, left: int, cancelled: int, price: int, percent: int
) -> None:
    ordered = delivered + left + cancelled
    discount = price * ordered * percent // 10_000
    before = an_order(ordered, delivered, cancelled, price, discount)
    item = lowered(before)
    after = before.model_copy(update={"items": (item,)})
    assert cost_beyond(NOTHING_WANTED, before) == line_cost(item) == cost_beyond(NOTHING_WANTED, after)
    assert item.quantity_ordered == delivered + cancelled
