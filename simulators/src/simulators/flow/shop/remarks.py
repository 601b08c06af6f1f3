"""What the shop writes on an order: notes and properties; pure."""

from simulators.documents import Document
from simulators.flow.shop.acts import Note, SetProperty
from simulators.flow.shop.till import Till
from simulators.list_merging import merged
from simulators.refusal import Refusal


def write_note(order: Document, act: Note, _till: Till) -> Document:
    """Replace the sent notes."""
    sent = act.model_dump(by_alias=True, exclude_unset=True, include={"note", "internal_note"})
    if not sent:
        raise Refusal(400, "note: is required, or internalNote")
    return {**order, **sent}


def set_property(order: Document, act: SetProperty, _till: Till) -> Document:
    """Set a property that may be written."""
    properties = order.get("properties") or []
    if any(one["readOnly"] for one in properties if one["key"] == act.key):
        raise Refusal(400, f"key: '{act.key}' is read-only")
    change = {"key": act.key, "value": act.value, "readOnly": False}
    return {**order, "properties": merged(properties, [change], "key")}
