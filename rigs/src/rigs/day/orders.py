"""Orders as they are placed in Omnium. No I/O."""

import random
from typing import Any, Final, TypeAlias

from rigs.agreement.in_omnium import payment, place
from rigs.agreement.stage import OWN_PAYMENT

PRICES: Final = (49, 99.9, 149.5, 299, 1499)
PIECE: Final = 100
"""Flow counts in hundredths."""

CUSTOMERS_OF: Final = 4
"""So many orders come from each customer."""

Order: TypeAlias = dict[str, Any]


def web_order(key: str, kind: str, number: int, chance: random.Random) -> Order:
    """Word an order as it is placed: one store hands it over, and what is sent is paid before."""
    lines = some_lines(chance)
    store = chance.choice(("oslo", "oslo", "bergen"))
    shipment = {**place(store, kind), "shipmentId": "1", "lineItems": lines}
    cost = sum(line["quantity"] * line["placedPrice"] for line in lines)
    is_paid = kind == "Online"
    customer = number // CUSTOMERS_OF
    return {
        "id": key,
        "orderNumber": key,
        "marketId": "NOR",
        "storeId": "web",
        "orderType": kind,
        "status": "New",
        "billingCurrency": "NOK",
        "customerId": f"c-{customer}",
        "customerName": f"Kari {customer}",
        "customerEmail": f"kari{customer}@example.no",
        "customerType": "B2C",
        "orderForm": {
            "lineItems": lines,
            "shipments": [shipment],
            "payments": [payment(1, "Authorization", round(cost, 2), OWN_PAYMENT)] if is_paid else [],
        },
    }


def some_lines(chance: random.Random) -> list[Order]:
    """Word the lines of an order."""
    return [a_line(str(place), chance) for place in range(1, chance.randint(2, 3) + 1)]


def a_line(line_id: str, chance: random.Random) -> Order:
    """Word a line; of each a piece can be given up, and there is a rest."""
    return {
        "lineItemId": line_id,
        "code": f"SKU-{chance.randint(1, 40)}",
        "quantity": chance.randint(2, 3),
        "placedPrice": chance.choice(PRICES),
        "taxRate": 25,
    }
