"""What people call a record: the numbers by which a shop or a customer asks for it. Never a name.

They are compared without case and without the blanks around them, so they are kept that way; whoever looks for one asks
`spelled` first.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flow_omnium.masking import mask_personal

MAX_NUMBERS: Final = 50
"""How many an entry keeps: the first ones, which are those of the record itself."""

MAX_NUMBER_CHARACTERS: Final = 100
"""A longer text is no number that anybody says."""

_DIGIT: Final = re.compile(r"\d")
_TOLD_BY_EVENTS: Final = ("objectNumber",)
"""Omnium's events name the order's number; Flow's have references only (flow.md 4.11)."""


def spelled(number: object) -> str | None:
    """Return a number as it is kept and looked for; None for what is none: nothing, blanks, a text that is too long or not to be printed."""
    if not isinstance(number, str | int) or isinstance(number, bool):
        return None
    text = str(number).strip().casefold()
    return text if 0 < len(text) <= MAX_NUMBER_CHARACTERS and text.isprintable() else None


def joined_numbers(known: Iterable[str], more: Iterable[object]) -> tuple[str, ...]:
    """Add numbers to those that are known: each once, in their order, and no more than an entry keeps.

    Left out is what may be of a person: a text without a digit, an e-mail address, a phone number.
    """
    added = (text for text in map(spelled, more) if text is not None and _is_number(text))
    return tuple(dict.fromkeys([*known, *added]))[:MAX_NUMBERS]


def _is_number(text: str) -> bool:
    # A field for a number may hold what somebody has typed there. Letters and digits alone are no address, and no phone
    # number that says so: most are told by that look.
    return _DIGIT.search(text) is not None and (text.isalnum() or mask_personal(text) == text)


def told_numbers(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the numbers that a sender's event already tells."""
    # The door asks this of every event: what tells none pays nothing.
    told = [spelled(event[name]) for name in _TOLD_BY_EVENTS if name in event]
    return tuple([number for number in told if number is not None and _is_number(number)])
