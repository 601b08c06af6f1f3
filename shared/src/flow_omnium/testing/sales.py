"""What is sold in the simulated shop, and how it is paid."""

from typing import Any, Final

TWO_THINGS: Final[dict[str, Any]] = {
    "productUid": "p-1",
    "sku": "SKU-1",
    "quantity": 200,
    "unitPrice": 19950,
    "orderItemUid": "a",
}
THING: Final[dict[str, Any]] = {
    "productUid": "p-2",
    "sku": "SKU-2",
    "quantity": 100,
    "unitPrice": 34900,
    "orderItemUid": "b",
}
BY_CARD: Final[dict[str, Any]] = {"settlementCode": "CARD", "settlementUid": "s-1"}
CASH: Final[dict[str, Any]] = {"settlementCode": "CASH", "settlementUid": "s-1"}
SALE: Final[dict[str, Any]] = {
    "storeUid": "oslo",
    "orderUid": "sale-1",
    "items": [TWO_THINGS, THING],
    "settlements": [BY_CARD],
}
