"""The file of a tenant as it was before its latest changes, as far as the history tells. Pure.

The history keeps of each change what its keys were, as texts, but for secrets. So an older file is the present one with the
changes undone, the latest first. It cannot be told behind a change whose values were not kept.
"""

import ast
import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flow_omnium.tenants.history import Change, ValueChange
from flow_omnium.tenants.sealing import may_be_secret

_CUT: Final = 100
"""So long a value was kept at most: a longer one was cut."""

_WHOLE: Final = frozenset({"created", "repaired", "unreadable"})
_SWITCHES: Final = frozenset({"activated", "deactivated"})


class HistoryTooShort(Exception):
    """The history has not enough of it; the text says where it ends."""


def before(document: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """Undo changes, the latest first, in a document without its secrets' values. Raises HistoryTooShort."""
    older = copy.deepcopy(dict(document))
    for change in changes:
        _undo(older, change)
    return older


def _undo(document: dict[str, Any], change: Change) -> None:
    if change.act in _SWITCHES:
        return
    if change.act in _WHOLE:
        message = f"what was there before it was {change.act} is not kept"
        raise HistoryTooShort(message)
    values = {one.key: one for one in change.values}
    keys = [key for key in change.keys if not may_be_secret(key.split(".")) and key != "active"]
    if change.more or any(key not in values for key in keys):
        message = f"of the change of {change.at:%Y-%m-%d %H:%M} UTC not every value is kept"
        raise HistoryTooShort(message)
    for key in keys:
        _restore(document, values[key])


def _restore(document: dict[str, Any], value: ValueChange) -> None:
    *sections, key = value.key.split(".")
    section: dict[str, Any] = document
    for name in sections:
        section = section.setdefault(name, {})
    if value.before is None:
        section.pop(key, None)
        return
    if len(value.before) >= _CUT:
        message = f"{value.key} was longer than what is kept of it"
        raise HistoryTooShort(message)
    section[key] = _read(value.before)


def _read(text: str) -> Any:
    """Read a value from its text: a list as Python writes it; the rest is a text, which the tenant's model reads."""
    if not text.startswith("["):
        return text
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        message = "a list is not kept as it was"
        raise HistoryTooShort(message) from None
