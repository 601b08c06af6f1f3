"""What a purchase order and a delivery become in Flow, rule by rule (catalog.md 4.16, 4.17, 8)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.purchases.mapping import MappedOrder, map_order
from catalog_sync.purchases.source import Source
from catalog_sync.purchases.status import is_ahead
from flow_omnium.omnium.models.purchase_export import ExportedDelivery, ExportedOrder, OrderedLine
from flow_omnium.rest.exact_json import decode, encode
from flow_omnium.rest.reading import read_as
from rigs.catalogue.samples import basis

MERGES = {"SendPackageProductOnPurchaseOrder": True}
PARTS = {"set": {"A": Decimal(2), "B": Decimal(1)}}


def line(line_id: str | None = "l1", **fields: Any) -> dict[str, Any]:
    return {"lineItemId": line_id, "code": "mug", "quantity": 4, "discountedPriceExclTax": 300, **fields}


def part(line_id: str, code: str, quantity: float, total: float, **fields: Any) -> dict[str, Any]:
    of_package = {"packageLineItemId": "p1", "packageSkuId": "set"}
    return line(line_id, code=code, quantity=quantity, discountedPriceExclTax=total, **of_package, **fields)


def order(*lines: Mapping[str, Any], **fields: Any) -> ExportedOrder:
    form = {"lineItems": list(lines)}
    document = {
        "id": "1001", "status": "Confirmed", "storeId": "oslo", "supplierId": "s-1", "purchaseOrderForm": form,
        **fields,
    }  # fmt: skip
    return read_as(ExportedOrder, decode(encode(document)))


def mapped(
    *lines: Mapping[str, Any],
    connector: Mapping[str, Any] | None = None,
    delivery: Mapping[str, Any] | None = None,
    parts: Mapping[str, Mapping[str, Decimal]] = PARTS,
    **fields: Any,
) -> MappedOrder:
    whole = order(*lines, **fields)
    told: tuple[OrderedLine, ...] = whole.ordered_lines
    of = read_as(ExportedDelivery, dict(delivery)) if delivery else None
    return map_order(Source(whole, told, of), basis(connector), {"oslo"}, parts)


def header(*lines: Mapping[str, Any], **fields: Any) -> Mapping[str, Any]:
    found = mapped(*lines, **fields).header
    assert found is not None
    return found.fields


def only_line(*lines: Mapping[str, Any], **fields: Any) -> Mapping[str, Any]:
    (row,) = mapped(*lines, **fields).lines
    return row.fields


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({}, 7500),  # 300.00 for 4
        ({"quantity": 3, "discountedPriceExclTax": 100}, 3333),
        ({"discountedPriceExclTax": 0, "placedPriceExclTax": 80}, 8000),
        ({"quantity": 0, "placedPriceExclTax": 80}, 8000),
    ],
)
def test_a_price_is_that_of_one_piece(fields: dict[str, Any], price: int) -> None:
    assert only_line(line(**fields))["unitPrice"] == price


@pytest.mark.parametrize(("cancelled", "ordered"), [(0, 400), (1.5, 250), (4, 0)])
def test_what_was_cancelled_is_not_ordered(cancelled: float, ordered: int) -> None:
    assert only_line(line(canceledQuantity=cancelled))["quantityOrdered"] == ordered


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ((line(),), "SENT_TO_SUPPLIER"),
        ((line(deliveredQuantity=1),), "PARTIALLY_RECEIVED"),
        ((line(deliveredQuantity=4),), "RECEIVED"),
        ((line(deliveredQuantity=3, canceledQuantity=1),), "RECEIVED"),
        ((line(deliveredQuantity=4), line("l2")), "PARTIALLY_RECEIVED"),
        ((line(deliveredQuantity=4), line("l2", canceledQuantity=4)), "RECEIVED"),
        ((line(canceledQuantity=4),), "CLOSED"),
        ((), "SENT_TO_SUPPLIER"),
    ],
)
def test_the_status_of_an_order_follows_from_what_came_of_its_lines(
    lines: tuple[dict[str, Any], ...], status: str
) -> None:
    assert header(*lines)["status"] == status


@pytest.mark.parametrize("status", ["OrderCanceled", "ordercanceled", "Deleted"])
def test_a_cancelled_order_is_closed_whatever_came_of_it(status: str) -> None:
    assert header(line(deliveredQuantity=2), status=status)["status"] == "CLOSED"
    assert header(line(deliveredQuantity=2), status="New")["status"] == "PARTIALLY_RECEIVED"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("New", "SENT_TO_SUPPLIER"),
        ("InProgress", "SENT_TO_SUPPLIER"),
        ("Completed", "CLOSED"),
        ("Cancelled", "CLOSED"),
    ],
)
def test_a_delivery_is_sent_until_it_has_ended(status: str, told: str) -> None:
    delivery = {"id": "D-10", "deliveryStatus": status}
    assert header(line(deliveredQuantity=2), delivery=delivery)["status"] == told


def test_a_delivery_of_an_order_is_named_after_both() -> None:
    found = mapped(line(), delivery={"id": "D-10"}).header
    assert found is not None
    assert (found.uid, found.fields["externalId"]) == ("1001-delivery-D-10", "1001")
    plain = mapped(line(), id="PO/1").header
    assert plain is not None
    assert (plain.uid, plain.fields["externalId"]) == ("PO_1", "PO/1")


@pytest.mark.parametrize(("currency", "told"), [("NOK", None), (None, None), ("EUR", "EUR")])
def test_only_a_foreign_currency_is_told(currency: str | None, told: str | None) -> None:
    assert header(line(), billingCurrency=currency)["currency"] == told


def test_notes_are_joined() -> None:
    assert (
        header(line(), purchaseOrderNotes=[{"detail": "a"}, {"detail": None}, {"detail": "b"}])["note"]
        == "a, b"
    )


@pytest.mark.parametrize(
    ("of_line", "of_order", "of_delivery", "day"),
    [
        ("2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z", None, "2026-03-10"),
        ("0001-01-01T00:00:00", "2026-03-12T00:00:00Z", None, "2026-03-12"),
        (None, None, None, None),
        ("2026-03-10T00:00:00Z", None, "2026-03-15T23:30:00Z", "2026-03-16"),  # by the shop's clock
    ],
)
def test_the_day_of_arrival_is_the_line_s_else_the_order_s(
    of_line: str | None, of_order: str | None, of_delivery: str | None, day: str | None
) -> None:
    delivery = {"id": "D-1", "estimatedTimeOfArrival": of_delivery} if of_delivery else None
    expected = line(estimatedTimeOfArrival=of_line)
    found = only_line(expected, requestedDeliveryDate=of_order, delivery=delivery)
    assert found["expectedDeliveryDate"] == day


def test_parts_become_their_package() -> None:
    found = only_line(part("a", "A", 6, 60), part("b", "B", 3, 30), connector=MERGES)
    assert (found["externalId"], found["productUid"]) == ("p1", "set")
    assert (found["quantityOrdered"], found["unitPrice"]) == (300, 3000)


def test_without_the_setting_parts_are_lines_of_their_own() -> None:
    rows = mapped(part("a", "A", 6, 60), part("b", "B", 3, 30)).lines
    assert [(row.uid, row.fields["quantityOrdered"]) for row in rows] == [("a", 600), ("b", 300)]


def test_the_scarcest_part_counts_and_what_is_left_over_is_told() -> None:
    found = mapped(part("a", "A", 7, 60), part("b", "B", 3, 30), connector=MERGES)
    assert [row.fields["quantityOrdered"] for row in found.lines] == [300]
    assert found.header is not None
    assert found.header.notes == (
        "purchase order 1001: package p1 (set): 1 of A are in no whole package, and are not exported",
    )


def test_a_part_that_was_split_counts_with_its_rest() -> None:
    rows = (part("a", "A", 4, 40), part("a2", "A", 2, 20), part("b", "B", 3, 30))
    assert only_line(*rows, connector=MERGES)["quantityOrdered"] == 300


def test_the_line_of_a_package_tells_what_is_in_it_and_is_no_line_besides() -> None:
    head = line(
        "p1",
        code="set",
        isPackage=True,
        components=[{"skuId": "A", "quantity": 3}, {"skuId": "B", "quantity": 1}],
    )
    rows = (head, part("a", "A", 6, 60), part("b", "B", 3, 30))
    assert only_line(*rows, connector=MERGES, parts={})["quantityOrdered"] == 200


@pytest.mark.parametrize("parts", [{}, {"set": {"A": Decimal(1), "C": Decimal(1)}}])
def test_a_package_that_nobody_can_put_together_stays_in_its_parts_and_is_told(
    parts: dict[str, dict[str, Decimal]],
) -> None:
    found = mapped(part("a", "A", 6, 60), part("b", "B", 3, 30), connector=MERGES, parts=parts)
    assert [row.uid for row in found.lines] == ["a", "b"]
    assert found.header is not None
    assert "exported one by one" in found.header.notes[0]


@pytest.mark.parametrize(
    ("received", "delivered"), [((4, 2), 200), ((4, 1), 100), ((6, 3), 300), ((0, 3), 0)]
)
def test_packages_are_received_as_whole_as_their_parts(received: tuple[int, int], delivered: int) -> None:
    rows = [
        part(name, code, quantity, 30, deliveredQuantity=came)
        for (name, code, quantity), came in zip((("a", "A", 6), ("b", "B", 3)), received, strict=True)
    ]
    assert only_line(*rows, connector=MERGES)["quantityReceived"] == delivered


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(None), "lineItemId is not given"),
        (line("l2", code=""), "code is not given"),
        (line("l_1"), "lineItemId: 'l_1' is not of one line only, as Flow can tell lines apart"),
    ],
)
def test_a_line_that_cannot_be_told_is_set_aside_and_hinders_no_other(
    bad: dict[str, Any], reason: str
) -> None:
    found = mapped(line("l/1"), bad, line("l3"))
    assert reason in [str(fault.reason) for fault in found.faults]
    assert found.lines[-1].uid == "l3"


@pytest.mark.parametrize(
    ("theirs", "received", "omnium", "ahead"),
    [
        ("RECEIVED", 400, 0, True),  # Omnium has not heard of it yet
        ("RECEIVED", 400, 2, True),
        ("PARTIALLY_RECEIVED", 200, 0, True),
        ("PARTIALLY_RECEIVED", 0, 0, False),  # the shop has taken it back
        ("IN_TRANSIT", 0, 0, True),
        ("NEW", 0, 0, False),
        ("CLOSED", 0, 0, False),
    ],
)
def test_the_shop_s_status_stays_while_it_knows_more(
    theirs: str, received: int, omnium: int, ahead: bool
) -> None:
    found = mapped(line(deliveredQuantity=omnium))
    record = {"status": theirs, "items": [{"purchaseOrderItemUid": "l1", "quantityReceived": received}]}
    assert found.header is not None
    assert is_ahead(found.header, found.lines, record, is_by_delivery=False) is ahead


@pytest.mark.parametrize(("quantity", "ahead"), [(4, True), (5, False)])
def test_a_delivery_that_is_received_is_awaited_again_once_more_is_on_it(quantity: int, ahead: bool) -> None:
    found = mapped(line(quantity=quantity), delivery={"id": "D-1"})
    record = {"status": "RECEIVED", "items": [{"purchaseOrderItemUid": "l1", "quantityReceived": 400}]}
    assert found.header is not None
    assert is_ahead(found.header, found.lines, record, is_by_delivery=True) is ahead
