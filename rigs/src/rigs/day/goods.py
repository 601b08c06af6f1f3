"""Whether Omnium has of goods what the shop has received, each time once. No I/O."""

from collections.abc import Iterator
from decimal import Decimal

from rigs.agreement.sides import hundredth, number
from rigs.day.deliveries import STORE
from rigs.day.evidence import Evidence


def untold_goods(evidence: Evidence) -> Iterator[str]:
    """Tell each line, and each level of the store whose stock is Flow's, in which the two differ."""
    yield from _lines(evidence)
    yield from _levels(evidence)


def _lines(evidence: Evidence) -> Iterator[str]:
    shop = {
        item["externalId"]: hundredth(item["quantityReceived"])
        for order in evidence.purchase_orders
        for item in order["items"]
        if item.get("externalId")
    }
    omnium = {
        line["lineItemId"]: number(line.get("deliveredQuantity"))
        for order in evidence.ordered
        for line in order["purchaseOrderForm"]["lineItems"]
    }
    for line_id in sorted(shop.keys() | omnium.keys()):
        here, there = shop.get(line_id, Decimal(0)), omnium.get(line_id, Decimal(0))
        if here != there:
            yield f"purchase order line {line_id}: {here} received in the shop, {there} in Omnium"


def _levels(evidence: Evidence) -> Iterator[str]:
    shop = {
        level["productSku"]: hundredth(level["quantityStock"])
        for level in evidence.stock
        if level["warehouseUid"] == STORE
    }
    omnium = {
        level["sku"]: number(level["inventory"])
        for level in evidence.levels
        if level["warehouseCode"] == STORE
    }
    for sku, here in sorted(shop.items()):
        if omnium.get(sku) != here:
            yield f"stock of {sku}: {here} in the shop, {omnium.get(sku)} in Omnium"
