"""What purchase orders, their deliveries and goods receptions must be like."""

from decimal import Decimal
from typing import Any

import pytest

from simulators.documents import Document
from simulators.omnium.goods.reception_rules import refuse_bad_reception, refuse_duplicates
from simulators.omnium.goods.splitting import put_in_delivery
from simulators.omnium.models.delivery import Delivery, GoodsReceptionLine, LineToDeliver
from simulators.omnium.models.purchase_order import PurchaseOrder
from simulators.omnium.purchasing.line_rules import cancel_rest, nothing_open, open_of, refuse_bad_lines
from simulators.omnium.purchasing.patching import patched_purchase_order
from simulators.omnium.stores import warehouse_fault
from simulators.refusal import Refusal
from simulators.write_model import checked

STORES = {
    "oslo": {"isWarehouse": True, "isVirtual": False},
    "shop": {"isWarehouse": False, "isVirtual": False},
    "cloud": {"isWarehouse": True, "isVirtual": True},
}


def line(line_id: str = "l-1", **fields: Any) -> Document:
    return {"lineItemId": line_id, "code": "A", "quantity": 10, **fields}


def order(*lines: Document) -> Document:
    return {"id": "PO-1", "purchaseOrderForm": {"lineItems": list(lines)}}


def reception(**fields: Any) -> GoodsReceptionLine:
    given = {"lineItemId": "l-1", "deliveredQuantity": 1, "warehouseCode": "oslo", **fields}
    return checked(GoodsReceptionLine, given)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "id: is required"),
        ({"id": "a/b"}, "id: "),
        ({"id": "PO-1", "status": None}, "status: "),
        ({"id": "PO-1", "lineItems": []}, "lineItems: unknown field"),
        (
            {"id": "PO-1", "purchaseOrderForm": {"lineItems": [{"quantity": "1"}]}},
            "purchaseOrderForm.lineItems.0",
        ),
        ({"id": "PO-1", "purchaseOrderForm": {"lineItems": [{"sku": "A"}]}}, "sku: unknown field"),
    ],
)
def test_faults_of_a_purchase_order_name_the_field(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(PurchaseOrder, fields)
    assert (refused.value.status, fault in refused.value.message) == (400, True)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([{"code": "A"}], "lineItems.0.lineItemId: is required"),
        ([{"lineItemId": "l-1"}], "lineItems.0.code: is required"),
        ([line(), line()], "lineItemId 'l-1' stands twice"),
        ([line(quantity=-1)], "lineItems.0.quantity: cannot be below zero"),
        ([line(deliveredQuantity=-1)], "lineItems.0.deliveredQuantity: cannot be below zero"),
    ],
)
def test_bad_lines_are_named(lines: list[Document], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_bad_lines(lines)
    assert fault in refused.value.message


@pytest.mark.parametrize(
    ("delivered", "canceled", "left"),
    [(0, 0, 10), (3, 2, 5), (8, 2, 0), (12, 0, 0), (Decimal("2.5"), 0, Decimal("7.5"))],
)
def test_open_is_what_is_neither_delivered_nor_canceled(
    delivered: Decimal, canceled: int, left: Decimal
) -> None:
    some = line(deliveredQuantity=delivered, canceledQuantity=canceled)
    assert (open_of(some), nothing_open([some])) == (left, left == 0)


def test_canceling_a_line_cancels_only_what_is_open() -> None:
    some = line(deliveredQuantity=3, canceledQuantity=2)
    cancel_rest(some)
    assert (some["deliveredQuantity"], some["canceledQuantity"]) == (3, 7)


def test_a_patch_merges_lines_by_their_id_unless_it_replaces_them() -> None:
    before = order(line("l-1"), line("l-2"))
    change = {"purchaseOrderForm": {"lineItems": [{"lineItemId": "l-2", "quantity": 4}]}}
    merged = patched_purchase_order(before, change)["purchaseOrderForm"]["lineItems"]
    assert merged == [line("l-1"), line("l-2", quantity=4)]
    replaced = patched_purchase_order(before, {**change, "keepExistingOrderLines": False})
    assert replaced["purchaseOrderForm"]["lineItems"] == change["purchaseOrderForm"]["lineItems"]


def test_a_patch_adds_to_lists_unless_it_replaces_them() -> None:
    before = {**order(), "tags": ["a"], "externalIds": [{"providerName": "x", "id": "1"}]}
    change = {"tags": ["b"], "externalIds": [{"providerName": "y", "id": "2"}]}
    after = patched_purchase_order(before, change)
    assert (after["tags"], len(after["externalIds"])) == (["a", "b"], 2)
    after = patched_purchase_order(before, {**change, "keepExistingListItems": False})
    assert (after["tags"], len(after["externalIds"])) == (["b"], 1)


def test_a_part_keeps_the_line_id_and_the_rest_gets_a_new_one() -> None:
    whole = order(line(deliveredQuantity=1, canceledQuantity=2), line("l-2"))
    part = put_in_delivery(whole, LineToDeliver(lineItemId="l-1", quantity=Decimal(4)), "D-1", lambda: "new")
    first, rest, last = whole["purchaseOrderForm"]["lineItems"]
    assert (part is first, first["lineItemId"], first["quantity"], first["deliveryId"]) == (
        True,
        "l-1",
        4,
        "D-1",
    )
    assert (first["deliveredQuantity"], first["canceledQuantity"]) == (0, 0)
    assert (rest["lineItemId"], rest["quantity"], rest.get("deliveryId")) == ("new", 6, None)
    assert open_of(rest) == 3
    assert last == line("l-2")


@pytest.mark.parametrize("quantity", [None, Decimal(10)])
def test_a_whole_line_is_not_split(quantity: Decimal | None) -> None:
    whole = order(line())
    put_in_delivery(whole, LineToDeliver(code="A", quantity=quantity), "D-1", lambda: "new")
    assert whole["purchaseOrderForm"]["lineItems"] == [line(deliveryId="D-1")]


@pytest.mark.parametrize(
    ("lines", "wanted", "fault"),
    [
        ([line()], {}, "lineItemId: is required, or code"),
        ([line()], {"lineItemId": "none"}, "lineItemId: 'none' is not on the purchase order"),
        ([line()], {"code": "none"}, "code: 'none' is on 0 lines of purchase order PO-1"),
        ([line("l-1"), line("l-2")], {"code": "A"}, "code: 'A' is on 2 lines"),
        ([line()], {"lineItemId": "l-1", "quantity": Decimal(11)}, "quantity: line 'l-1' has only 10 open"),
        ([line(deliveryId="D-9")], {"lineItemId": "l-1"}, "'l-1' is in delivery D-9 already"),
        ([line(deliveryId="D-9")], {"code": "A"}, "'l-1' is in delivery D-9 already"),
    ],
)
def test_lines_that_cannot_go_in_a_delivery_are_named(
    lines: list[Document], wanted: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Refusal) as refused:
        put_in_delivery(order(*lines), LineToDeliver(**wanted), "D-1", lambda: "new")
    assert (refused.value.status, fault in refused.value.message) == (400, True)


def test_a_sku_names_the_line_that_is_in_no_delivery() -> None:
    whole = order(line("l-1", deliveryId="D-9"), line("l-2"))
    assert put_in_delivery(whole, LineToDeliver(code="A"), "D-1", lambda: "new")["lineItemId"] == "l-2"


def test_delivery_statuses_are_fixed_and_cancelled_has_two_l() -> None:
    assert checked(Delivery, {"id": "D-1", "deliveryStatus": "Cancelled"}).delivery_status == "Cancelled"
    with pytest.raises(Refusal):
        checked(Delivery, {"id": "D-1", "deliveryStatus": "Canceled"})


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("oslo", None),
        (None, "warehouseCode: is required"),
        ("", "warehouseCode: is required"),
        ("none", "warehouseCode: 'none' is unknown"),
        ("shop", "warehouseCode: 'shop' is not a warehouse"),
        ("cloud", "warehouseCode: 'cloud' is a virtual warehouse"),
    ],
)
def test_only_real_warehouses_hold_goods(code: str | None, fault: str | None) -> None:
    assert warehouse_fault(STORES, code) == fault


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "body: names no lines"),
        ([reception(), reception(warehouseCode="shop")], "1.warehouseCode: 'shop' is not a warehouse"),
        ([reception(lineItemId="l-9")], "0.lineItemId: 'l-9' does not belong to delivery D-1"),
        ([reception(lineItemId="none")], "0.lineItemId: 'none' belongs to no delivery"),
    ],
)
def test_bad_receptions_are_named_by_their_place(lines: list[GoodsReceptionLine], fault: str) -> None:
    deliveries = {"l-1": "D-1", "l-9": "D-9"}
    with pytest.raises(Refusal) as refused:
        refuse_bad_reception(lines, deliveries.get, "D-1", STORES)
    assert (refused.value.status, refused.value.message) == (400, fault)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"deliveredQuantity": -1}, "deliveredQuantity: "),
        ({"deliveredQuantity": None}, "deliveredQuantity: "),
        ({"lineItemId": None}, "lineItemId: "),
        ({"goodsReceptionID2": "x"}, "goodsReceptionID2: unknown field"),
    ],
)
def test_faults_of_a_reception_line_name_the_field(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        reception(**fields)
    assert fault in refused.value.message


@pytest.mark.parametrize(
    ("ids", "listed"),
    [
        (["new", "old"], "old"),
        (["old", "new", "older"], "old, older"),
        (["new", "new", "other"], "new"),
        (["old", "new", "new", "old"], "old, new"),
    ],
)
def test_exactly_the_repeated_reception_ids_are_listed(ids: list[str], listed: str) -> None:
    lines = [reception(goodsReceptionId=each) for each in ids]
    with pytest.raises(Refusal) as refused:
        refuse_duplicates(lines, {"old", "older"}.__contains__)
    assert refused.value.message == f"Duplicate goodsReceptionId: {listed}"


def test_receptions_without_an_id_are_never_repeats() -> None:
    without = [reception(), reception(goodsReceptionId=""), reception()]
    with pytest.raises(Refusal) as refused:
        refuse_duplicates([*without, reception(goodsReceptionId="old")], {"old", ""}.__contains__)
    assert refused.value.message == "Duplicate goodsReceptionId: old"
