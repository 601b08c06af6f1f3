"""Describes writes for people, field by field, and marks the fields that are personal: the ledger keeps their names alone."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel

from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import NewForm, NewLine, NewOrder, NewPayment

_DESCRIBED_APART: Final = {"id", "order_form", "properties", "billing_address"}
"""What is not one text, or stands in the summary already."""

PERSONAL: Final = frozenset(
    {
        # of a customer: in Flow, then in Omnium; a loyalty id is often the customer's phone number
        "firstname", "lastname", "companyName", "displayName", "email", "mobile", "address", "postalCode", "city",
        "vatNumber", "loyaltyId",
        "firstName", "lastName", "fullName", "name", "taxId", "phone", "customerNumber", "externalIds",
        # of an order: in Flow, where people write into the notes, then in Omnium
        "customerAddress", "note", "internalNote",
        "billingAddress", "customerName", "customerEmail", "customerPhone", "salesPersonName",
    }
)  # fmt: skip
"""The fields of both vendors' documents that tell something of a person, each with all that stands below it."""

_REMEMBERED: Final = 1_024
"""Paths of fields that have been judged: the vendors' documents have some hundreds."""


def describe_fields(new: BaseModel, old: Mapping[str, Any] | None = None) -> tuple[FieldChange, ...]:
    """List the fields that are sent and differ from `old`, by their names in the vendor's document.

    A field of several levels is named by its path: `address.city`, `properties[KEY]`, `externalIds[PROVIDER]`.
    """
    document = new.model_dump(by_alias=True, exclude_none=True)
    return tuple(_differing(dict(_leaves(document)), dict(_leaves(old or {}))))


def _differing(new: Mapping[str, str], old: Mapping[str, str]) -> Iterator[FieldChange]:
    for name, value in new.items():
        if old.get(name) != value:
            yield FieldChange(name, old.get(name), value or None, is_personal=_is_personal(name))


@lru_cache(_REMEMBERED)
def _is_personal(path: str) -> bool:
    return not PERSONAL.isdisjoint(level.partition("[")[0] for level in path.split("."))


def _leaves(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        if isinstance(value, str):
            yield f"{path}{name}", value
        elif value is not None:
            yield from _leaves_of(f"{path}{name}", value)


def _leaves_of(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        return _leaves(value, f"{place}.")
    if isinstance(value, list | tuple):
        return _items(value, place)
    return iter([(place, _shown(value))])


def _items(items: list[Any] | tuple[Any, ...], path: str) -> Iterator[tuple[str, str]]:
    plain = [f"{item}" for item in items if not isinstance(item, Mapping)]
    if plain:
        yield path, ", ".join(plain)
    for position, item in enumerate(items):
        if isinstance(item, Mapping):
            yield from _item(item, path, position)


def _item(item: Mapping[str, Any], path: str, position: int) -> Iterator[tuple[str, str]]:
    """Name a property by its key, an id in another system by that system, and anything else by its place."""
    name = item.get("key", item.get("providerName"))
    if name is None:
        # What a vendor's document has beside our fields may be anything, and is written back as it came.
        yield from _leaves(item, f"{path}[{position}].")
        return
    note = " (read-only)" if item.get("readOnly") else ""
    yield f"{path}[{name}]", f"{item.get('value', item.get('id'))}{note}"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def describe_order(new: NewOrder) -> tuple[FieldChange, ...]:
    """Describe an order: its head, its lines, its payments, its properties."""
    return (
        *_head(new),
        *_sent_form(new.order_form),
        *(_sent(item.key, item.value) for item in new.properties),
    )


def describe_payment(payment: NewPayment) -> FieldChange:
    """Describe a payment: its type, its amount in major units, how it was paid."""
    kind, name = payment.transaction_type.lower(), payment.payment_method_name
    return _sent(f"payment {payment.id}", f"{kind} {payment.amount:.2f} by {name}")


def describe_goods(line: NewLine) -> str:
    """Describe a line: quantity, SKU, price, discount."""
    goods = f"{line.quantity:f} × {line.code} at {line.placed_price:.2f}"
    return f"{goods}, {line.discounted:.2f} off" if line.discounted else goods


def _head(new: NewOrder) -> Iterator[FieldChange]:
    fields = new.model_dump(by_alias=True, exclude_none=True, exclude=_DESCRIBED_APART)
    for name, value in fields.items():
        yield _sent(name, value.isoformat() if isinstance(value, datetime) else f"{value}")
    if new.billing_address:
        parts = new.billing_address.model_dump(exclude_none=True).values()
        yield _sent("billingAddress", ", ".join(parts))


def _sent_form(form: NewForm) -> Iterator[FieldChange]:
    for shipment in form.shipments:
        if shipment.shipping_method_id:
            yield _sent("shippingMethodId", shipment.shipping_method_id)
    yield from (_sent(f"line {line.line_item_id}", describe_goods(line)) for line in form.line_items)
    yield from map(describe_payment, form.payments)
    if form.gross_roundoff is not None:
        yield _sent("grossRoundoff", f"{form.gross_roundoff:.2f}")


def _sent(name: str, value: str) -> FieldChange:
    return FieldChange(name, None, value, is_personal=_is_personal(name))
