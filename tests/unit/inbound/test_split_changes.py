"""A line that the shop has split gets what Omnium changes of it, piece by piece, and nothing of it twice."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.models import ItemChange, OrderItem
from order_sync.lines.shop_lines import joined, line_cost, shared_out


def piece(uid: str, ordered: int, delivered: int = 0, cancelled: int = 0, discount: int = 0) -> OrderItem:
    return OrderItem(
        order_item_uid=uid,
        external_id="1",
        quantity_ordered=ordered,
        quantity_delivered=delivered,
        quantity_cancelled=cancelled,
        unit_price=10000,
        item_discount_amount=discount,
    )


def shares(pieces: list[OrderItem], **wanted: int) -> list[tuple[int | None, int | None]]:
    whole = joined(pieces)
    asked = ItemChange(
        quantity_ordered=wanted.get("ordered", whole.quantity_ordered),
        item_discount_amount=wanted.get("discount", whole.item_discount_amount),
    )
    return [(part.quantity_ordered, part.item_discount_amount) for part in shared_out(pieces, asked)]


def test_what_agrees_is_left_as_the_shop_has_it() -> None:
    assert shares([piece("a", 100, discount=700), piece("b", 100)]) == [(100, 700), (100, 0)]


def test_more_is_ordered_on_the_last_line() -> None:
    assert shares([piece("a", 100), piece("b", 100)], ordered=300) == [(100, 0), (200, 0)]


def test_less_is_taken_from_what_is_open_from_the_last_line_on() -> None:
    pieces = [piece("a", 100), piece("b", 100, delivered=100), piece("c", 50)]
    assert shares(pieces, ordered=120) == [(20, 0), (100, 0), (0, 0)]


def test_a_discount_goes_by_quantity_to_the_cent() -> None:
    pieces = [piece("a", 100), piece("b", 100), piece("c", 100)]
    assert shares(pieces, discount=1000) == [(100, 333), (100, 334), (100, 333)]


PIECES = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 300)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300)
@given(PIECES)
def test_the_sum_of_the_pieces_is_the_line(drawn: list[tuple[int, int, int, int]]) -> None:
    pieces = [
        OrderItem(
            order_item_uid=str(number),
            external_id="1",
            quantity_ordered=ordered,
            unit_price=price,
            item_discount_amount=min(discount, ordered * price // 100),
            quantity_cancelled=min(cancelled, ordered),
        )
        for number, (ordered, price, discount, cancelled) in enumerate(drawn)
    ]
    whole = joined(pieces)
    assert whole.quantity_ordered == sum(one.quantity_ordered for one in pieces)
    # Cutting the discount of a part-cancelled line may round by a cent.
    assert abs(line_cost(whole) - sum(map(line_cost, pieces), Decimal(0))) <= Decimal("0.01")
