"""Announcing that a line's delivered quantity in Omnium is about to be raised, so that a run that dies over it is noticed.

The announcement is a property of Omnium's order, set with the note of what we report and taken back after the quantity is
written (docs/decisions/0039-a-delivery-is-announced.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow

DELIVERING: Final = "delivering"
"""The last part of the key of the announcement. Its value is JSON, by line: `{"from": "0", "to": "1", "unsure": "1"}`."""


@dataclass(frozen=True)
class Announcement:
    """A line's total in Omnium before and after an update that is under way, in hundredths; equal if none is.

    `unsure`: how much of what we have reported may be others' instead, since runs broke off before this one.
    """

    before: int = 0
    after: int = 0
    unsure: int = 0

    def unsure_at(self, delivered: int) -> int:
        """Return what may be others' at this total: it holds the announced update, or as much that others delivered."""
        return self.unsure + (self.after - self.before if delivered >= self.after else 0)

    @property
    def text(self) -> Mapping[str, str]:
        """The value for the line; empty if nothing is under way or unsure."""
        steps = {"from": self.before, "to": self.after} if self.after != self.before else {}
        known = {**steps, **({"unsure": self.unsure} if self.unsure else {})}
        return {name: f"{from_flow(quantity):f}" for name, quantity in known.items()}


NO_ANNOUNCEMENT: Final = Announcement()


def announced_text(announced: Mapping[str, Announcement]) -> str:
    """Write the value of the property; a line of which there is nothing to say is left out."""
    return json.dumps({line_id: one.text for line_id, one in announced.items() if one.text})


def read_announced(written: str | None) -> Mapping[str, Announcement]:
    """Read the value of the property, by line; nothing if somebody has made them unreadable."""
    try:
        return {
            str(line_id): Announcement(
                *(to_flow(Decimal(one.get(name, "0"))) for name in ("from", "to", "unsure"))
            )
            for line_id, one in json.loads(written or "{}").items()
        }
    except (ValueError, ArithmeticError, AttributeError, TypeError):
        return {}
