"""How records of Omnium are named in Flow (catalog.md 2.2, 4): the rest of the suite finds them by the same rule."""

from flow_omnium.flow.uids import digest_of, sanitize_uid

NO_SKU = "NoSku"
"""What Flow's connector writes as the SKU of a product that has none."""


def record_uid(omnium_id: str) -> str:
    """Name a record by its id: a store, a warehouse, a category, a supplier, an image, a product by its SKU or id."""
    return sanitize_uid(omnium_id)


def brand_uid(name: str) -> str:
    """Name a brand: names that differ in case alone are one brand."""
    return sanitize_uid(brand_key(name))


def brand_key(name: str) -> str:
    """Tell brands apart: by their names, whatever their case."""
    return name.strip().lower()


def store_price_list_uid(store_uid: str) -> str:
    """Name a store's own price list."""
    return f"{store_uid}-pricelist"


def main_image_uid(product_uid: str) -> str:
    """Name the image that a product has by its address alone."""
    return f"{product_uid}-main"


def slot_uid(product_uid: str, component_id: str) -> str:
    """Name the slot of a package's component."""
    return f"{product_uid}-{sanitize_uid(component_id)}"


def uid_taken(key: str, record: str) -> str:
    """Name the fault of a record whose key is another's: under a key of its own, so that it hides nothing."""
    return f"{key}#{digest_of(record)}"
