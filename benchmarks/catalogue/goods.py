"""A catalogue of some size: what a product of a clothes shop holds, made from its number."""

from collections.abc import Iterable, Iterator
from typing import Any

Document = dict[str, Any]

PRODUCTS = 20_000
STORES = 10
GROUPS = 40
BRANDS = 100


def products(count: int) -> list[Document]:
    """Make so many products."""
    return [_product(number) for number in range(count)]


def categories() -> Iterator[Document]:
    """Make two levels of categories."""
    for number in range(GROUPS):
        parent = {"parentId": f"g{number % 5}"} if number >= 5 else {}  # noqa: PLR2004 - five at the top
        yield {
            "id": f"g{number}_no",
            "categoryId": f"g{number}",
            "language": "no",
            "name": f"Group {number}",
            **parent,
        }


def renamed(some: Iterable[Document], word: str) -> list[Document]:
    """Change the names of products."""
    return [{**one, "name": f"{one['name']} {word}"} for one in some]


def store_id(number: int) -> str:
    """Name a store."""
    return f"store-{number}"


def stores() -> list[Document]:
    """Make stores, each a warehouse of its own."""
    made = {"isPrimaryStore": True, "isWarehouse": True, "availableOnMarkets": ["nor"]}
    return [{"id": store_id(number), "name": f"Store {number}", **made} for number in range(STORES)]


def prices(products_: Iterable[int], amount: int = 0) -> Iterator[Document]:
    """Make a price of each product, and for a tenth of them one of each store."""
    for number in products_:
        unit_price = 100 + amount + number % 900
        row: Document = {
            "id": f"r{number}",
            "productId": f"p{number}",
            "code": f"SKU-{number}",
            "marketId": "nor",
            "currencyCode": "NOK",
            "unitPrice": unit_price,
            "taxRate": 25,
        }
        yield row
        for store in range(STORES) if number % 10 == 0 else ():
            yield {
                **row,
                "id": f"r{number}-{store}",
                "storeId": store_id(store),
                "unitPrice": unit_price - 1,
            }


def levels(products_: Iterable[int], more: int = 0) -> Iterator[Document]:
    """Make a level of each product in each store."""
    for number in products_:
        for store in range(STORES):
            level = {"sku": f"SKU-{number}", "warehouseCode": store_id(store)}
            yield {**level, "inventory": 1 + more + (number + store) % 90}


def _product(number: int) -> Document:
    price = {"marketId": "nor", "currencyCode": "NOK", "unitPrice": 100 + number % 900, "taxRate": 25}
    return {
        "id": f"p{number}_no",
        "productId": f"p{number}",
        "skuId": f"SKU-{number}",
        "isSku": True,
        "isActive": True,
        "language": "no",
        "name": f"Jacket number {number}",
        "description": "<p>Warm in <b>any</b> weather, with pockets &amp; a hood.</p>" * 3,
        "brand": f"Brand {number % BRANDS}",
        "mainCategoryId": f"g{number % GROUPS}",
        "marketIds": ["nor"],
        "ean": f"70{number:011d}",
        "cost": 50 + number % 400,
        "weight": 0.5,
        "prices": [price, {**price, "marketId": "swe", "currencyCode": "SEK"}],
    }
