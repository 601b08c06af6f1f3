"""Which product has a gtin: known at once, however many products there are."""

from simulators.documents import Document


def gtins_of(product: Document) -> list[str]:
    """List the gtins of a product; one that was stored by hand may lack them."""
    return [
        entry["gtin"] for entry in product.get("gtins") or [] if isinstance(entry, dict) and "gtin" in entry
    ]


class Gtins:
    """Remembers the product of each gtin."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def owner(self, gtin: str) -> str | None:
        """Name the product that has a gtin."""
        return self._owners.get(gtin)

    def replace(self, uid: str, before: Document | None, after: Document | None) -> None:
        """Take in a change of a product; None is a product that is not there."""
        for gtin in gtins_of(before or {}):
            if self._owners.get(gtin) == uid:
                del self._owners[gtin]
        self._owners.update(dict.fromkeys(gtins_of(after or {}), uid))
