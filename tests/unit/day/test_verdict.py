"""The judge of a day finds what is lost, what is doubled and what differs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rigs.day.evidence import Evidence
from rigs.day.verdict import faults_of

Document = dict[str, Any]


def a_good_end() -> Evidence:
    """One web order that nobody has begun with, one sale with its invoice, one purchase order that has come."""
    return Evidence(
        placed=["D-1"],
        sold=["sale-1"],
        omnium_orders=[in_omnium("D-1", 0, "InProgress"), in_omnium("sale-1", 2, "Completed")],
        flow_orders=[in_shop("D-1", 0, "PARKED"), in_shop("sale-1", 200, "COMPLETE")],
        invoices=[{"id": "r-1", "invoiceNumber": "1"}],
        receipts=[{"orderReceiptUid": "r-1"}],
        customers=[{"externalId": "c-1"}],
        transactions=[{"goodsReceptionId": "came-1"}, {"goodsReceptionId": None}, {"goodsReceptionId": None}],
        ordered=[{"purchaseOrderForm": {"lineItems": [{"lineItemId": "l", "deliveredQuantity": 3}]}}],
        purchase_orders=[{"items": [{"externalId": "l", "quantityReceived": 300}]}],
        stock=[{"productSku": "LACES", "warehouseUid": "oslo", "quantityStock": 500}],
        levels=[{"sku": "LACES", "warehouseCode": "oslo", "inventory": 5}],
        flags={},
    )


def in_omnium(order_id: str, delivered: int, status: str) -> Document:
    line: Document = {"lineItemId": "1", "quantity": 2, "deliveredQuantity": delivered, "canceledQuantity": 0}
    line |= {"returnQuantity": 0, "extendedPrice": 200}
    paid: Document = {"id": f"settlement-{order_id}", "transactionId": "t", "transactionType": "Sale"}
    paid |= {"status": "Processed", "amount": 200}
    place: Document = {"warehouseCode": "central", "pickUpWarehouseCode": "oslo", "lineItems": [line]}
    form = {"lineItems": [line], "shipments": [place], "payments": [paid], "total": 200}
    head = {"id": order_id, "status": status, "orderType": "ClickAndCollect"}
    return {**head, "orderForm": form, "returnOrderForms": []}


def in_shop(uid: str, delivered: int, state: str) -> Document:
    item: Document = {"orderItemUid": "i", "externalId": "1", "productUid": "SKU-1", "itemPrice": 20000}
    item |= {"quantityOrdered": 200, "quantityDelivered": delivered, "quantityCancelled": 0}
    paid: Document = {"settlementUid": f"settlement-{uid}", "state": "SETTLED", "amount": 20000}
    paid |= {"externalPaymentReference": None}
    return {
        "orderUid": uid,
        "externalOrderNumber": uid,
        "systemOrigin": "POS" if uid.startswith("sale-") else "OMNIUM",
        "storeUid": "oslo",
        "orderState": state,
        "settleState": "SETTLED",
        "deliveryState": "DELIVERED" if delivered else "NOT_STARTED",
        "lastModifiedBy": "integration",
        "items": [item],
        "orderhandlings": [{"handlingUid": "collect"}],
        "settlements": [paid],
        "orderTotals": {"grandTotal": 20000},
    }


def test_a_day_after_which_both_sides_agree_has_no_fault() -> None:
    assert list(faults_of(a_good_end())) == []


FAULTS: dict[str, Callable[[Evidence], Evidence]] = {
    "D-1: not in the shop": lambda end: replace(end, flow_orders=end.flow_orders[1:]),
    "D-1: not in Omnium": lambda end: replace(end, omnium_orders=end.omnium_orders[1:]),
    "sale-1: the sale is not": lambda end: replace(end, omnium_orders=end.omnium_orders[:1]),
    "receipt r-1: no invoice": lambda end: replace(end, invoices=[]),
    "order D-1 is there 2 times": lambda end: replace(
        end, flow_orders=[*end.flow_orders, in_shop("D-1", 0, "PARKED")]
    ),
    "Omnium has 3 orders": lambda end: replace(
        end, omnium_orders=[*end.omnium_orders, in_omnium("sale-1x", 0, "New")]
    ),
    "Omnium has 2 invoices": lambda end: replace(
        end, invoices=[*end.invoices, {"id": "r-2", "invoiceNumber": "2"}]
    ),
    "customer c-1 is there 2 times": lambda end: replace(end, customers=2 * [*end.customers]),
    "reception came-1 is there 2 times": lambda end: replace(end, transactions=2 * [*end.transactions]),
    "purchase order line l: 3 received in the shop, 0": lambda end: replace(end, ordered=[]),
    "stock of LACES: 5 in the shop, None": lambda end: replace(end, levels=[]),
}


@pytest.mark.parametrize("words", FAULTS)
def test_each_fault_of_many_records_is_told(words: str) -> None:
    assert any(words in fault for fault in faults_of(FAULTS[words](a_good_end())))


PARTS: dict[str, Callable[[Document, Document], object]] = {
    "in the shop, of D-1: line 1": lambda shop, _: shop["items"].append(shop["items"][0]),
    "in the shop, of D-1: handling collect": lambda shop, _: shop["orderhandlings"].append(
        {"handlingUid": "collect"}
    ),
    "in the shop, of D-1: payment ('p1', True)": lambda shop, _: shop["settlements"].extend(
        2 * [{**shop["settlements"][0], "externalPaymentReference": "p1"}]
    ),
    "in Omnium, of D-1: payment settlement-D-1": lambda _, omnium: omnium["orderForm"]["payments"].append(
        omnium["orderForm"]["payments"][0]
    ),
    "in Omnium, of D-1: return back": lambda _, omnium: omnium["returnOrderForms"].extend(
        2 * [{"rmaNumber": "back", "creditAmount": 0}]
    ),
}


@pytest.mark.parametrize("words", PARTS)
def test_each_part_of_an_order_that_is_there_twice_is_told(words: str) -> None:
    end = a_good_end()
    PARTS[words](end.flow_orders[0], end.omnium_orders[0])
    assert any(fault.startswith(f"{words} is there 2 times") for fault in faults_of(end))


def test_a_line_that_differs_is_a_fault_unless_a_flag_of_its_job_tells_it() -> None:
    end = a_good_end()
    end.omnium_orders[0]["orderForm"]["lineItems"][0]["deliveredQuantity"] = 1
    assert any("D-1: delivered in Omnium" in fault for fault in faults_of(end))
    told = {
        ("outbound-order", "D-1"): [
            "line 1: 1 delivered in Omnium, 0 in the shop, 2 ordered and to hand over"
        ]
    }
    assert not any("D-1: delivered in Omnium" in fault for fault in faults_of(replace(end, flags=told)))


def test_an_order_that_omnium_gave_up_need_not_be_in_the_shop() -> None:
    end = a_good_end()
    given_up = {**in_omnium("D-1", 0, "OrderCanceled"), "orderForm": {**end.omnium_orders[0]["orderForm"]}}
    ended = replace(end, omnium_orders=[given_up, end.omnium_orders[1]], flow_orders=end.flow_orders[1:])
    assert not any("not in the shop" in fault for fault in faults_of(ended))
