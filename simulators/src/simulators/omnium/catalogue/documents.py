"""What documents of the catalogue look like when little is said of them; pure."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.models.store import Store

DELETED: Final = "Deleted"
NORWAY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "marketId": "nor",
        "marketName": "Norway",
        "marketType": "B2C",
        "currency": "NOK",
        "countryCode": "NO",
        "languageCode": "no",
        "isoLanguageCode": "nb-NO",
        "productContentLanguage": "no",
        "defaultTaxRate": 25,
        "isTaxExcluded": False,
        "isDefaultMarket": True,
        "isActive": True,
        "marketGroupId": None,
    }
)


def with_times(document: Document, moment: datetime, before: Document | None = None) -> Document:
    """Say when a document is changed, and when it was made."""
    now = seven_digits(moment)
    created = (before or {}).get("created") or document.get("created") or now
    return {**document, "created": created, "modified": now}


def with_missing_times(document: Document, moment: datetime, before: Document | None = None) -> Document:
    """Say when a document is changed, unless it says so itself."""
    return {**with_times(document, moment, before), **_said(document, "modified")}


def _said(document: Document, name: str) -> Document:
    return {name: document[name]} if document.get(name) else {}


def first_store(store_id: str) -> Document:
    """Make a warehouse."""
    return {
        **new_store(store_id, {}),
        "name": store_id.title(),
        "isWarehouse": True,
        "isWebWarehouse": store_id == "web",
    }


def new_store(store_id: str, body: Document) -> Document:
    """Make a store: what is said as it is said, the rest false or empty."""
    return {**Store(id=store_id).model_dump(by_alias=True), **body, "id": store_id}


def new_product(product_id: str, body: Document, language: str) -> Document:
    """Make a product's document in one language; one without variants is a SKU of its own."""
    spoken = body.get("language") or language
    return {
        "isActive": True,
        "isSku": not body.get("variants"),
        "status": "Published",
        "language": spoken,
        "id": f"{product_id}_{spoken}",
        **body,
        "productId": product_id,
    }


def new_category(category_id: str, body: Document, language: str) -> Document:
    """Make a category's document in one language. It does not say when it was changed."""
    spoken = body.get("language") or language
    return {
        "parentId": None,
        "isHidden": False,
        "sortIndex": 0,
        "language": spoken,
        "id": f"{category_id}_{spoken}",
        **body,
        "categoryId": category_id,
    }
