"""Records of a small catalogue in Omnium, as its API gives them; every field can be said otherwise."""

from typing import Any

from simulators.documents import Document

MARKET = {
    "marketId": "nor",
    "currency": "NOK",
    "defaultTaxRate": 25,
    "productContentLanguage": "no",
    "marketGroupId": "nordic",
}


def a_store(store_id: str = "oslo", **fields: Any) -> Document:
    """Make a primary store that is a warehouse too."""
    return {
        "id": store_id,
        "name": store_id.title(),
        "isPrimaryStore": True,
        "isWarehouse": True,
        "availableOnMarkets": ["nor"],
        "address": {"streetName": "Storgata", "streetNumber": "1", "zipcode": "0155", "city": "Oslo"},
        **fields,
    }


def a_category(category_id: str, parent_id: str | None = None, **fields: Any) -> Document:
    """Make a category in Norwegian."""
    return {
        "id": f"{category_id}_no",
        "categoryId": category_id,
        "parentId": parent_id,
        "name": category_id.title(),
        "language": "no",
        **fields,
    }


def a_product(product_id: str, **fields: Any) -> Document:
    """Make a product that is sold itself, for 199.50 with 25 % tax."""
    return {
        "id": f"{product_id}_no",
        "productId": product_id,
        "skuId": product_id,
        "isSku": True,
        "isActive": True,
        "language": "no",
        "name": f"Product {product_id}",
        "marketIds": ["nor"],
        "prices": [a_price()],
        **fields,
    }


def a_cap(**fields: Any) -> Document:
    """Make the product `cap`, which a supplier delivers and a category holds."""
    whole = {"mainCategoryId": "clothes", "supplierId": "s-1", "supplierName": "Hats & Co", **fields}
    return a_product("cap", **whole)


def a_price(unit_price: float = 199.5, **fields: Any) -> Document:
    """Make a price that anybody pays in Norway."""
    return {"marketId": "nor", "currencyCode": "NOK", "unitPrice": unit_price, "taxRate": 25, **fields}
