"""What every write to a customer does: calculated fields, times, storage, the event."""

from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.customers.events import CustomerChange, customer_event
from simulators.omnium.events import Caller
from simulators.omnium.models.customer import CustomerKind
from simulators.omnium.state import OmniumState


def commit_customer(
    state: OmniumState, kind: CustomerKind, change: CustomerChange, customer: Document, caller: Caller
) -> Document:
    """Store a customer as it is now and raise its event; the time of creation is kept."""
    key = (kind, customer["customerId"])
    moment = state.clock()
    now = seven_digits(moment)
    created = state.customers.get(key, {}).get("created") or customer.get("created") or now
    stored = {**calculated(kind, customer), "created": created, "modified": now}
    stored["modifiedBy"] = caller.client_id
    state.customers[key] = stored
    state.raise_events([customer_event(kind, change, stored, caller, moment)])
    return stored


def remove_customer(state: OmniumState, kind: CustomerKind, customer: Document, caller: Caller) -> None:
    """Take a customer away and raise the event of it."""
    del state.customers[kind, customer["customerId"]]
    state.raise_events([customer_event(kind, "deleted", customer, caller, state.clock())])


def calculated(kind: CustomerKind, customer: Document) -> Document:
    """Fill in what Omnium works out itself: the number, and a person's full name."""
    number = customer.get("customerNumber") or customer["customerId"]
    if kind == "business":
        return {**customer, "customerNumber": number}
    names = (customer.get("firstName"), customer.get("lastName"))
    return {**customer, "customerNumber": number, "fullName": " ".join(name for name in names if name)}
