"""Line sums: on any order that Omnium can hold, Flow's lines cost what Omnium's total says, to the cent."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import NewItem
from flow_omnium.omnium.models import Order, OrderForm, OrderLine
from flow_omnium.tenants.tenant import Parameters
from flow_omnium.testing.jobs import NOON
from order_sync.inbound.desired import flow_items, item_total
from order_sync.inbound.gathered import InboundContext
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.open_lines import goods_total, open_lines
from order_sync.inbound.parts import divide
from order_sync.inbound.stores import Stores
from order_sync.lines.packages import without_packages
from order_sync.order_types import ONLINE

ZERO = Decimal(0)
SHIPPING = Decimal("49.00")
prices = st.integers(0, 99_999_999).map(lambda number: Decimal(number) / 1000)
quantities = st.one_of(
    st.integers(1, 50).map(Decimal), st.integers(5, 20_000).map(lambda number: Decimal(number) / 1000)
)
percents = st.sampled_from([ZERO, Decimal(5), Decimal("12.5"), Decimal(33), Decimal(100)])


@cache  # a strategy that is made anew for each line is checked anew for each line
@st.composite
def lines(draw: st.DrawFn, number: int) -> OrderLine:
    quantity, price = draw(quantities), draw(prices)
    cancelled = quantity if draw(st.integers(0, 9)) == 0 else ZERO
    is_part = number > 1 and draw(st.booleans())
    return OrderLine(
        line_item_id=str(number),
        code=f"SKU-{number}",
        quantity=quantity,
        canceled_quantity=cancelled,
        placed_price=price,
        discounted=(price * quantity * draw(percents) / 100).quantize(Decimal("0.01")),
        is_package_product=draw(st.booleans()),
        package_line_item_id=str(draw(st.integers(1, number - 1))) if is_part else None,
    )


@st.composite
def forms(draw: st.DrawFn) -> OrderForm:
    count = draw(st.integers(1, 6))
    drawn = [draw(lines(number)) for number in range(1, count + 1)]
    return calculated(drawn, draw(percents))


def calculated(drawn: list[OrderLine], order_percent: Decimal) -> OrderForm:
    """Work out an order as Omnium does: line discounts first, then the order's; four decimals, then two."""
    extended = [(rounded(discounted(line)) * (1 - order_percent / 100)) for line in drawn]
    costs = [rounded(cost) for cost in extended]
    items = [
        line.model_copy(update={"extended_price": cost}) for line, cost in zip(drawn, costs, strict=True)
    ]
    total = sum(costs, SHIPPING).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return OrderForm(line_items=tuple(items), shipping_total=SHIPPING, total=total)


def discounted(line: OrderLine) -> Decimal:
    quantity, price = line.quantity or ZERO, line.placed_price or ZERO
    left = quantity - line.canceled_quantity
    return left * price - line.discounted * left / quantity


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def mapped(form: OrderForm, *, keep_parents: bool) -> tuple[NewItem, ...]:
    total = goods_total(form)
    return flow_items(without_packages(open_lines(form), total, keep_parents=keep_parents), total)


def mapped_whole(form: OrderForm, *, keep_parents: bool) -> tuple[NewItem, ...]:
    parameters = Parameters.model_validate(
        {
            "OMNIUM_CLIENT_ID": "c",
            "OMNIUM_CLIENT_SECRET": "s",
            "OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": keep_parents,
        }
    )
    context = InboundContext(parameters, NOON, None, None, shipping_product_uid="freight")
    order = Order(id="1", order_type="Online", store_id="oslo", order_form=form)
    part = divide(order, ONLINE, Stores()).parts[0]
    return tuple(line.item for line in to_desired_order(part, "1", context).lines)


def sum_of(items: tuple[NewItem, ...]) -> int:
    return sum(
        item_total(item.quantity_ordered, item.unit_price, item.item_discount_amount) for item in items
    )


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_line_is_worked_out_as_flow_does_half_a_cent_away_from_zero(quantity: int, unit_price: int) -> None:
    exact = Decimal(quantity) * unit_price / 100
    assert item_total(quantity, unit_price, 7) == exact.quantize(Decimal(1), ROUND_HALF_UP) - 7


@settings(max_examples=3 * settings().max_examples)
@given(forms(), st.booleans())
def test_lines_cost_together_what_omnium_says(form: OrderForm, keep_parents: bool) -> None:
    items = mapped(form, keep_parents=keep_parents)
    assert sum_of(items) == (to_flow((form.total or ZERO) - SHIPPING) if items else 0)
    assert all(item.item_discount_amount >= 0 and item.quantity_ordered > 0 for item in items)


@settings(max_examples=3 * settings().max_examples)
@given(forms(), st.booleans())
def test_an_order_with_a_shipping_line_costs_what_the_customer_pays(
    form: OrderForm, keep_parents: bool
) -> None:
    assert sum_of(mapped_whole(form, keep_parents=keep_parents)) == to_flow(form.total or ZERO)


@settings(max_examples=100)
@given(forms())
def test_every_part_stays_whether_parents_are_kept_or_not(form: OrderForm) -> None:
    with_parents = {item.external_id for item in mapped(form, keep_parents=True)}
    without = {item.external_id for item in mapped(form, keep_parents=False)}
    parts = {line.line_item_id for line in form.line_items if line.package_line_item_id in with_parents}
    assert with_parents >= without >= parts & with_parents
