"""Documents of one kind by id: as they are, and as search sees them."""

from collections.abc import Iterable, Iterator, Mapping

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.index import Index


class Shelf(Mapping[str, Document]):
    """Holds documents. What it hands out is not to be changed."""

    def __init__(self, clock: Clock) -> None:
        self._documents: dict[str, Document] = {}
        self._index: Index[str] = Index(clock)

    def __getitem__(self, key: str) -> Document:
        return self._documents[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def put(self, key: str, document: Document, lag_seconds: float) -> None:
        """Store a document; search sees it after the lag."""
        self._documents[key] = document
        self._index.put(key, document, lag_seconds)

    def remove(self, key: str) -> None:
        """Forget a document at once."""
        self._documents.pop(key, None)
        self._index.remove(key)

    def indexed(self) -> list[Document]:
        """List the documents as search sees them now, oldest first."""
        return self._index.seen()

    def indexed_of(self, keys: Iterable[str]) -> list[Document]:
        """List those of some keys as search sees them now."""
        return self._index.seen_of(keys)


class ProductShelf(Shelf):
    """Holds products, and knows which documents a product id or a SKU leads to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._keys_of: dict[str, dict[str, None]] = {}

    def put(self, key: str, document: Document, lag_seconds: float) -> None:
        """Store a product."""
        for code in codes_of(self.get(key, {})):
            self._keys_of[code].pop(key, None)
        for code in codes_of(document):
            self._keys_of.setdefault(code, {})[key] = None
        super().put(key, document, lag_seconds)

    def known_by(self, code: str) -> list[Document]:
        """List the documents that have a product id or a SKU, or a variant with it: one for each language."""
        return [self[key] for key in self._keys_of.get(code, {})]


def codes_of(product: Document) -> set[str]:
    """Name everything that a product is asked for by."""
    rows = [product, *(product.get("variants") or [])]
    codes = {row.get(name) for row in rows for name in ("productId", "skuId")}
    return {code for code in codes if code}


class RowShelf(Shelf):
    """Holds prices, many for each product, and finds those of a product id or a SKU without looking at all."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._keys_of: dict[str, dict[str, None]] = {}

    def put(self, key: str, document: Document, lag_seconds: float) -> None:
        """Store a row. What it was known by before stays known: search may still see the row as it was."""
        for code in codes_of_row(document):
            self._keys_of.setdefault(code, {})[key] = None
        super().put(key, document, lag_seconds)

    def indexed_by(self, codes: Iterable[str] | None) -> list[Document]:
        """List the rows of some codes as search sees them now; all rows where no code is asked for."""
        if not codes:
            return self.indexed()
        wanted = set(codes)
        keys = {key: None for code in codes for key in self._keys_of.get(code, ())}
        return [row for row in self.indexed_of(keys) if wanted & codes_of_row(row)]


def codes_of_row(row: Document) -> set[str]:
    """Name everything that a price is asked for by."""
    codes = {row.get(name) for name in ("code", "skuId", "productId")}
    return {code for code in codes if code}
