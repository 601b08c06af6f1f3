"""Everything of a tenant's catalogue, by resource and uid."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from simulators.documents import Document
from simulators.flow.catalogue.gtins import Gtins

PRODUCTS: Final = "products"
PRICE_LISTS: Final = "pricelists"
STORES: Final = "stores"
WAREHOUSES: Final = "warehouses"
VAT: Final = "vat"


class Catalogue:
    """Holds records by uid; media and package slots by product; prices by list and product. What it hands out is not to be changed."""

    def __init__(self) -> None:
        self._records: defaultdict[str, dict[str, Document]] = defaultdict(dict)
        self._gtins = Gtins()
        self.media: dict[str, list[Document]] = {}
        self.slots: dict[str, list[Document]] = {}
        self.prices: dict[str, dict[str, Document]] = {}

    def every(self, resource: str) -> Mapping[str, Document]:
        """Give all records of a resource, oldest first."""
        return self._records[resource]

    def get(self, resource: str, uid: str) -> Document | None:
        """Read a record."""
        return self._records[resource].get(uid)

    def put(self, resource: str, uid: str, record: Document) -> None:
        """Store a record."""
        if resource == PRODUCTS:
            self._gtins.replace(uid, self.get(resource, uid), record)
        self._records[resource][uid] = record

    def remove(self, resource: str, uid: str) -> None:
        """Forget a record, and what hangs on it."""
        before = self._records[resource].pop(uid, None)
        if resource == PRODUCTS:
            self._gtins.replace(uid, before, None)
            self.media.pop(uid, None)
            self.slots.pop(uid, None)
            for prices in self.prices.values():
                prices.pop(uid, None)
        elif resource == PRICE_LISTS:
            self.prices.pop(uid, None)

    def owner_of_gtin(self, gtin: str) -> str | None:
        """Name the product that has a gtin."""
        return self._gtins.owner(gtin)
