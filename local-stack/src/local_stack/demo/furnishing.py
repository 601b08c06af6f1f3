"""The demo's catalogue as it stands in Omnium, and what a person sets up in Flow before the first export."""

import json
from pathlib import Path
from typing import Any, Final

from local_stack.simulators import Simulators

Document = dict[str, Any]

_FILE: Final = Path(__file__).with_name("catalogue.json")

SET_UP_BY_HAND: Final[Document] = {
    "pricelists/main": {"pricelistUid": "main", "name": "Main prices", "externalId": "main"},
    "organizations/demo-retail": {
        "organizationUid": "demo-retail",
        "name": "Demo Retail AS",
        "externalId": "demo-retail",
        "vatNumber": "999888777",
    },
}


def set_up_flow(simulators: Simulators, tenant_uid: str) -> None:
    """Put into Flow what a person sets up there before anything is exported, and the tenant's settings name."""
    for path, record in SET_UP_BY_HAND.items():
        simulators.flow("PUT", f"/_sim/tenants/{tenant_uid}/catalogue/{path}", record)


def furnish_omnium(simulators: Simulators) -> None:
    """Put the catalogue into Omnium."""
    catalogue = omniums_catalogue()
    for store in catalogue["stores"]:
        simulators.omnium("PUT", f"/_sim/catalogue-stores/{store['id']}?silent=true", store)
    for category in catalogue["categories"]:
        named = {"language": "no", "id": f"{category['categoryId']}_no", **category}
        simulators.omnium("PUT", f"/_sim/categories/{category['categoryId']}?silent=true", named)
    for product in catalogue["products"]:
        simulators.omnium("PUT", f"/_sim/products/{product['productId']}?silent=true", in_norwegian(product))


def omniums_catalogue() -> Document:
    """Return the stores, categories and products."""
    catalogue: Document = json.loads(_FILE.read_text(encoding="utf-8"))
    return catalogue


def in_norwegian(product: Document) -> Document:
    """Return a product's document of that language."""
    return {"language": "no", "id": f"{product['productId']}_no", "marketIds": ["nor"], **product}
