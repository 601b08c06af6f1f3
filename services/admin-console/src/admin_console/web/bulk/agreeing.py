"""What somebody has agreed to by a form: the jobs that were shown, their number, and in which manner. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from admin_console.acts.consent import ASKED_ABOVE

RATE: Final = 20.0
"""How many jobs in a second are retried unless somebody says otherwise, as on the command line."""

SLOWEST: Final = 0.1
FASTEST: Final = 200.0
"""How many jobs in a second may be asked for; without a number it goes as fast as the ledger lets it."""


@dataclass(frozen=True)
class Agreement:
    """What the form says; `faults` by the field that they stand beside."""

    reason: str | None = None
    per_second: float | None = None
    first: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


def digest_of(name: str, key: str, ids: Iterable[Any]) -> str:
    """Digest what is to be done to which jobs, in whatever order they were found."""
    told = json.dumps([name, key, sorted(map(str, ids))])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def agreed(form: Mapping[str, str], name: str, count: int) -> Agreement:
    """Read the form of an act on so many jobs."""
    faults: dict[str, str] = {}
    typed = form.get("count", "").strip().replace(",", "")
    if count > ASKED_ABOVE and typed != str(count):
        faults["count"] = f"To go on, type their number: {count:,}"
    reason = form.get("reason", "").strip() or None
    if name == "cancel" and reason is None:
        faults["reason"] = "Say why: it is kept with the act"
    per_second = _pace(form.get("per_second", "").strip(), faults)
    return Agreement(reason, per_second, _first(form.get("first", "").strip(), count, faults), faults)


def _pace(text: str, faults: dict[str, str]) -> float | None:
    if not text:
        return None
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not SLOWEST <= pace <= FASTEST:
        faults["per_second"] = f"A number from {SLOWEST:g} to {FASTEST:g}, or nothing"
        return None
    return pace


def _first(text: str, count: int, faults: dict[str, str]) -> int:
    if not text:
        return 0
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1  # noqa: PLR2004 - no number is longer
    if not 0 <= number < count:
        faults["first"] = f"A number below {count:,}, or nothing"
        return 0
    return number
