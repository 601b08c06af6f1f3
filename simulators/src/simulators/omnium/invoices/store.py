"""The invoices, and the bytes of the files that hang on them."""

import hashlib

from simulators.documents import Document
from simulators.omnium.orders.totals import rows
from simulators.refusal import Refusal


class InvoiceStore:
    """Holds invoices and files by id. What it hands out is not to be changed."""

    def __init__(self) -> None:
        self._invoices: dict[str, Document] = {}
        self._files: dict[tuple[str, str], bytes] = {}

    def get(self, invoice_id: str) -> Document | None:
        """Read an invoice."""
        return self._invoices.get(invoice_id)

    def existing(self, invoice_id: str) -> Document:
        """Read an invoice. Raises Refusal 404."""
        if invoice_id not in self._invoices:
            raise Refusal(404, f"invoice does not exist: {invoice_id}")
        return self._invoices[invoice_id]

    def put(self, invoice: Document) -> None:
        """Store an invoice under its id."""
        self._invoices[invoice["id"]] = invoice

    def put_file(self, invoice_id: str, asset_id: str, content: bytes) -> None:
        """Store the bytes of a file."""
        self._files[invoice_id, asset_id] = content

    def every(self) -> list[Document]:
        """List all invoices, oldest first."""
        return list(self._invoices.values())

    def with_fingerprints(self) -> list[Document]:
        """List all invoices, each file with the `sha256` of its bytes, null when there are none."""
        return [
            {**invoice, "assets": [self._fingerprinted(invoice, asset) for asset in rows(invoice, "assets")]}
            for invoice in self.every()
        ]

    def _fingerprinted(self, invoice: Document, asset: Document) -> Document:
        content = self._files.get((invoice["id"], asset.get("assetId") or ""))
        return {**asset, "sha256": None if content is None else hashlib.sha256(content).hexdigest()}
