"""The items in stock and every transaction that moved one, as they are and as search sees them."""

from collections.abc import Iterable, Sequence

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.index import Index


class Stock:
    """Holds items by SKU and warehouse, and transactions in order. What it hands out is not to be changed."""

    def __init__(self, clock: Clock) -> None:
        self._items: dict[tuple[str, str], Document] = {}
        self._transactions: list[Document] = []
        self._reception_ids: set[str] = set()
        self._item_index: Index[tuple[str, str]] = Index(clock)
        self._transaction_index: Index[str] = Index(clock)

    def get(self, sku: str, warehouse_code: str) -> Document | None:
        """Read an item."""
        return self._items.get((sku, warehouse_code))

    def put(self, item: Document, lag_seconds: float) -> None:
        """Store an item under its key; search sees it after the lag."""
        key = (item["sku"], item["warehouseCode"])
        self._items[key] = item
        self._item_index.put(key, item, lag_seconds)

    def remove(self, sku: str, warehouse_code: str) -> None:
        """Forget an item: nothing tells of it any more, no search either."""
        self._items.pop((sku, warehouse_code), None)
        self._item_index.remove((sku, warehouse_code))

    def every(self) -> list[Document]:
        """List all items, oldest first."""
        return list(self._items.values())

    def indexed(self) -> list[Document]:
        """List the items as search sees them now."""
        return self._item_index.seen()

    def indexed_of(self, skus: Iterable[str], warehouse_codes: Sequence[str]) -> list[Document]:
        """List those of some SKUs in some warehouses as search sees them now: among very many items a look at each is slow."""
        return self._item_index.seen_of(
            (sku, code) for sku in dict.fromkeys(skus) for code in warehouse_codes
        )

    def log(self, transaction: Document, lag_seconds: float) -> None:
        """Keep a transaction; search sees it after the lag."""
        self._transactions.append(transaction)
        self._transaction_index.put(transaction["id"], transaction, lag_seconds)
        if transaction["goodsReceptionId"]:
            self._reception_ids.add(transaction["goodsReceptionId"])

    def transactions(self) -> list[Document]:
        """List all transactions, oldest first."""
        return list(self._transactions)

    def indexed_transactions(self) -> list[Document]:
        """List the transactions that search sees now, oldest first."""
        return self._transaction_index.seen()

    def knows_reception(self, reception_id: str) -> bool:
        """Tell whether any transaction carries a `goodsReceptionId`, whatever search sees."""
        return reception_id in self._reception_ids
