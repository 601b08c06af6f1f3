"""The values of a filter in an address, each read from its text. Every reader raises ValueError, or what the command line raises,
and says which value is nearest. Pure."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from admin_console.jobs.filter import StateWord
from admin_console.options import When, read_when
from admin_console.web.moments import time_in
from flow_omnium.jobs.operator.held_by import HeldBy

_YES: Final = frozenset({"1", "yes", "true", "on"})
_NO: Final = frozenset({"0", "no", "false", "off"})
_TRUTHS: Final = MappingProxyType({**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)})


def read_state(text: str) -> StateWord:
    """Read a state, or the word pending."""
    return StateWord(_one_of("state", text, [word.value for word in StateWord]))


def read_held_by(text: str) -> HeldBy:
    """Read what holds jobs."""
    return HeldBy(_one_of("kind of hold", text, [word.value for word in HeldBy]))


def _one_of(what: str, text: str, words: Sequence[str]) -> str:
    if text.casefold() in words:
        return text.casefold()
    near = get_close_matches(text.casefold(), words, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    message = f"there is no {what} {text!r}{meant} (there are {', '.join(words)})"
    raise ValueError(message)


def read_truth(text: str) -> bool:
    """Read yes or no."""
    if text.casefold() not in _TRUTHS:
        message = f"{text!r} is neither yes nor no"
        raise ValueError(message)
    return _TRUTHS[text.casefold()]


def read_number(text: str, allowed: range) -> int:
    """Read a number of these."""
    number = int(text) if text.isascii() and text.isdecimal() else None
    if number is None or number not in allowed:
        message = f"{text!r} is no number from {allowed.start} to {allowed.stop - 1:,}"
        raise ValueError(message)
    return number


def read_zone(text: str) -> ZoneInfo:
    """Read the name of a time zone."""
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        message = f"there is no time zone {text!r}"
        raise ValueError(message) from None


def read_moment(text: str, zone: ZoneInfo) -> When:
    """Read a duration, which means so long ago, or a moment; one without an offset is in the zone."""
    when = read_when(text)
    if when.at is None or _has_offset(text):
        return when
    # In an hour that the clock goes through twice the first one is meant.
    at = time_in(text, zone)
    return When(at.isoformat(), at=at)


def _has_offset(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
