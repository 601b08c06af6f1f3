"""A web order that has just changed, as Omnium holds it."""

from datetime import UTC, datetime
from typing import Any


def web_order(order_id: str) -> dict[str, Any]:
    """Return a Click & Collect order of one line, to be collected in Oslo."""
    line = {"lineItemId": "1", "code": "SKU-1", "quantity": 1, "placedPrice": 100, "taxRate": 25}
    shipment = {
        "shipmentId": "1",
        "warehouseCode": "oslo",
        "pickUpWarehouseCode": "oslo",
        "lineItems": [line],
    }
    return {
        "id": order_id,
        "marketId": "nor",
        "storeId": "oslo",
        "orderType": "ClickAndCollect",
        "status": "New",
        "billingCurrency": "NOK",
        "modified": datetime.now(UTC).isoformat(),
        "orderForm": {"lineItems": [line], "shipments": [shipment]},
    }
