"""Line sums: on any order that Flow can hold, Omnium works out of its lines what Flow's total says, to the cent.

What each side works out is left to the simulators, which share no code with the mapping.
"""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.omnium.models import NewLine
from order_sync.to_omnium.lines import omnium_lines
from simulators.flow.orders.totals import calculate as calculate_flow
from simulators.omnium.orders.totals import calculate as calculate_omnium

quantities = st.one_of(st.integers(1, 50).map(lambda pieces: pieces * 100), st.integers(1, 20_000))
prices = st.integers(0, 9_999_999)


@cache  # a strategy that is made anew for each line is checked anew for each line
@st.composite
def items(draw: st.DrawFn, number: int) -> dict[str, Any]:
    ordered, price = draw(quantities), draw(prices)
    is_part = number > 1 and draw(st.booleans())
    return {
        "orderItemUid": str(number),
        "productUid": f"SKU-{number}",
        "quantityOrdered": ordered,
        "quantityCancelled": draw(st.sampled_from([0, 0, 0, ordered, ordered // 3])),
        "unitPrice": price,
        "itemDiscountAmount": draw(st.integers(0, ordered * price // 100)) if draw(st.booleans()) else 0,
        "vatRate": 2500,
        "packageOrderItemUid": str(draw(st.integers(1, number - 1))) if is_part else None,
    }


@st.composite
def orders(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [draw(items(number)) for number in range(1, draw(st.integers(1, 12)) + 1)]


def mapped(documents: list[dict[str, Any]], *, keep_parents: bool) -> tuple[NewLine, ...]:
    read = [OrderItem.model_validate(document) for document in documents]
    return omnium_lines(read, keep_parents=keep_parents)


def omnium_total(lines: tuple[NewLine, ...]) -> Decimal:
    sent = [line.model_dump(by_alias=True, exclude_none=True) for line in lines]
    order: dict[str, Any] = {"orderForm": {"lineItems": sent}}
    calculate_omnium(order, Decimal(25))
    return Decimal(order["orderForm"]["total"])


def flow_total(documents: list[dict[str, Any]]) -> Decimal:
    order: dict[str, Any] = {"items": [dict(document) for document in documents]}
    calculate_flow(order)
    return from_flow(order["orderTotals"]["grandTotal"])


@settings(max_examples=3 * settings().max_examples)
@given(orders(), st.booleans())
def test_omnium_works_out_what_flow_says(documents: list[dict[str, Any]], keep_parents: bool) -> None:
    lines = mapped(documents, keep_parents=keep_parents)
    assert omnium_total(lines) == flow_total(documents)
    assert all(line.discounted is None or line.discounted >= 0 for line in lines)


@settings(max_examples=2 * settings().max_examples)
@given(orders())
def test_quantities_stay_as_they_are(documents: list[dict[str, Any]]) -> None:
    by_uid = {document["orderItemUid"]: document for document in documents}
    for line in mapped(documents, keep_parents=True):
        document = by_uid.pop(line.line_item_id)
        assert line.quantity == from_flow(document["quantityOrdered"])
        assert line.canceled_quantity == (from_flow(document["quantityCancelled"]) or None)
    assert not by_uid
