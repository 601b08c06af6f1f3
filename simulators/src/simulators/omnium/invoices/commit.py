"""What every write to an invoice does: times, storage, the event."""

from typing import Final

from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.events import Caller, Kind, event_about
from simulators.omnium.state import OmniumState

UPDATED: Final = Kind(313300, "Updated", "Invoice updated")
UPLOADED: Final = Kind(313100, "Updated", "Invoice file uploaded")


def commit_invoice(state: OmniumState, kind: Kind, invoice: Document, caller: Caller) -> Document:
    """Store an invoice as it is now and raise its event; the time of creation is kept."""
    moment = state.clock()
    now = seven_digits(moment)
    before = state.invoices.get(invoice["id"]) or {}
    created = before.get("created") or invoice.get("created") or now
    stored = {**invoice, "created": created, "modified": now}
    state.invoices.put(stored)
    subject = {
        "className": "Invoice",
        "objectId": stored["id"],
        "objectNumber": stored.get("invoiceNumber") or stored["id"],
        "market": stored.get("marketId"),
        "storeId": stored.get("storeId"),
    }
    state.raise_events([event_about(subject, kind, caller, moment)])
    return stored
