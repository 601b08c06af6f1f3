"""What is known of a product: nobody tells the simulator but those who stock, order or receive it."""

from simulators.documents import Document
from simulators.flow.tenant import Tenant


def product_as(tenant: Tenant, uid: str, *, sku: str | None, name: str | None) -> Document:
    """Word a product as it is given, and as it is known where nothing is given."""
    known = tenant.products.get(uid) or {}
    return {
        "productUid": uid,
        "name": known.get("name") if name is None else name,
        "sku": known.get("sku") if sku is None else sku,
    }


def remember_product(tenant: Tenant, product: Document) -> None:
    """Keep what is known of a product."""
    tenant.products[product["productUid"]] = product
