"""What the shop has received of a package is received of its parts (catalog.md 4.17)."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrder as OmniumOrder
from flow_omnium.omnium.packages import Package, packages_of
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.flow_states import FlowStates
from receivement_sync.unfolding import InParts, unfolded

IN_SET = {"set": {"A": Decimal(2), "B": Decimal(1)}}


def part(line_id: str, code: str, quantity: int = 6) -> dict[str, Any]:
    return {
        "lineItemId": line_id, "code": code, "quantity": quantity, "packageLineItemId": "p/1", "packageSkuId": "set",
    }  # fmt: skip


def packages(*lines: dict[str, Any], known: Any = None) -> list[Package[Any]]:
    order = read_as(OmniumOrder, {"id": "1", "purchaseOrderForm": {"lineItems": lines}})
    return [*packages_of(order.lines, IN_SET if known is None else known)]


def item(uid: str, quantity: int | None, line: str = "p_1", product: str = "set") -> dict[str, Any]:
    return {
        "receivementItemUid": uid,
        "purchaseOrderItemUid": line,
        "product": {"productUid": product, "sku": product},
        "quantity": quantity,
    }


def in_parts(
    *items: dict[str, Any], of: list[Package[Any]], lines: tuple[str, ...] = ("p_1",), booked: Any = None
) -> InParts:
    received = read_as(Receivement, {"receivementUid": "r", "purchaseOrderUid": "1", "items": items})
    ordered = [
        {
            "purchaseOrderItemUid": uid,
            "externalId": uid.replace("_", "/"),
            "productUid": "set",
            "quantityReceived": 300,
        }
        for uid in lines
    ]
    order = read_as(PurchaseOrder, {"purchaseOrderUid": "1", "items": ordered})
    return unfolded([received], order, of, FlowStates(), booked or (lambda *_names: Decimal(0)))


def quantities(found: InParts) -> list[tuple[str | None, int | None]]:
    return [(one.receivement_item_uid, one.quantity) for each in found.receivements for one in each.items]


def test_each_part_has_come_so_many_times_what_is_in_one() -> None:
    found = in_parts(item("i", 300), of=packages(part("a", "A"), part("b", "B", 3)))
    assert quantities(found) == [("i+a", 600), ("i+b", 300)]
    assert found.order is not None
    assert [(one.external_id, one.quantity_received) for one in found.order.items] == [("a", 600), ("b", 300)]
    received = found.receivements[0].items
    assert [(one.purchase_order_item_uid, one.product.sku) for one in received] == [
        ("p_1+a", "A"),
        ("p_1+b", "B"),
    ]


@pytest.mark.parametrize(
    ("came", "shares"),
    [
        ((100,), [200, 0, 100]),
        ((300,), [400, 200, 300]),
        ((100, 200), [200, 0, 100, 200, 200, 200]),
        ((400,), [400, 400, 400]),  # too many: the last line has the rest
        ((300, -100), [400, 200, 300, 0, -200, -100]),
        ((-100,), [0, -200, -100]),  # sent back before anything came
    ],
)
def test_lines_of_one_part_are_filled_one_after_the_other(came: tuple[int, ...], shares: list[int]) -> None:
    of = packages(part("a1", "A", 4), part("a2", "A", 2), part("b", "B", 3))
    found = in_parts(*(item(f"i{place}", quantity) for place, quantity in enumerate(came)), of=of)
    assert [quantity for _uid, quantity in quantities(found)] == shares


def test_an_item_without_a_quantity_stays_without() -> None:
    found = in_parts(item("i", None), of=packages(part("a", "A"), part("b", "B")))
    assert quantities(found) == [("i+a", None), ("i+b", None)]


@pytest.mark.parametrize("known", [{}, {"set": {"A": Decimal(2), "C": Decimal(1)}}])
def test_a_package_of_which_nobody_knows_the_parts_stays_as_it_came(known: Any) -> None:
    found = in_parts(item("i", 100), of=packages(part("a", "A"), part("b", "B"), known=known))
    assert quantities(found) == [("i", 100)]


def test_another_product_that_came_instead_is_no_package() -> None:
    found = in_parts(item("i", 100, product="other"), of=packages(part("a", "A"), part("b", "B")))
    assert quantities(found) == [("i", 100)]


def test_other_lines_stay_as_they_are() -> None:
    of = packages(part("a", "A"), part("b", "B"))
    found = in_parts(item("i", 100, line="l1", product="mug"), of=of, lines=("p_1", "l1"))
    assert quantities(found) == [("i", 100)]


@pytest.mark.parametrize(("lines", "parts"), [(("p_1",), 2), (("p_1", "a"), 1)])
def test_where_all_lines_were_exported_the_package_s_is_a_line_like_any_other(
    lines: tuple[str, ...], parts: int
) -> None:
    head = {
        "lineItemId": "p/1",
        "code": "set",
        "isPackage": True,
        "components": [{"skuId": "A", "quantity": 2}, {"skuId": "B"}],
    }
    of = packages(head, part("a", "A"), part("b", "B"))
    assert len(quantities(in_parts(item("i", 100), of=of, lines=lines))) == parts


@pytest.mark.parametrize(
    ("delivered", "booked", "shares"),
    [
        # What Omnium has received under our keys stays on its line, though a line has come before it since.
        ({"a2": 2}, {("i0", "a2"): 2}, [0, 2, 1, 4, 0, 2]),
        # The search lags: what a line has received already is that of the earliest items.
        ({"a2": 2}, {}, [0, 2, 1, 4, 0, 2]),
        ({"a1": 2}, {("i0", "a1"): 2}, [2, 0, 1, 2, 2, 2]),
        ({"a1": 6}, {("i0", "a1"): 2, ("i1", "a1"): 4}, [2, 0, 1, 4, 0, 2]),
    ],
)
def test_what_omnium_has_received_of_a_line_stays_there_whatever_lines_come_later(
    delivered: dict[str, int], booked: dict[tuple[str, str], int], shares: list[int]
) -> None:
    rows = (part("a1", "A", 4), part("a2", "A", 2), part("b", "B", 3))
    of = packages(*({**row, "deliveredQuantity": delivered.get(row["lineItemId"], 0)} for row in rows))

    def known(_reception: str, item_uid: str, line_id: str) -> Decimal:
        return Decimal(booked.get((item_uid, line_id), 0))

    found = in_parts(item("i0", 100), item("i1", 200), of=of, booked=known)
    assert [quantity for _uid, quantity in quantities(found)] == [100 * share for share in shares]
