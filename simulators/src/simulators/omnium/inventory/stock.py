"""The items in stock, and every transaction that moved one."""

from simulators.documents import Document


class Stock:
    """Holds items by SKU and warehouse, and transactions in order. What it hands out is not to be changed."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], Document] = {}
        self._transactions: list[Document] = []
        self._reception_ids: set[str] = set()

    def get(self, sku: str, warehouse_code: str) -> Document | None:
        """Read an item."""
        return self._items.get((sku, warehouse_code))

    def put(self, item: Document) -> None:
        """Store an item under its key."""
        self._items[item["sku"], item["warehouseCode"]] = item

    def every(self) -> list[Document]:
        """List all items, oldest first."""
        return list(self._items.values())

    def log(self, transaction: Document) -> None:
        """Keep a transaction."""
        self._transactions.append(transaction)
        if transaction["goodsReceptionId"]:
            self._reception_ids.add(transaction["goodsReceptionId"])

    def transactions(self) -> list[Document]:
        """List all transactions, oldest first."""
        return list(self._transactions)

    def knows_reception(self, reception_id: str | None) -> bool:
        """Tell whether any transaction carries a `goodsReceptionId`."""
        return reception_id in self._reception_ids
