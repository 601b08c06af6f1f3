"""How the version of a record is written, by which it is known whether somebody has seen it as it is now; pure."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

_DIGITS: Final = 16


def utc_text(moment: datetime) -> str:
    """Write a moment as both systems read it: UTC, with `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def version_at(moment: datetime | None, *otherwise: object) -> str:
    """Write when a record was last changed; where it does not say, a digest of what else tells one state from another."""
    if moment is not None:
        return utc_text(moment)
    told = json.dumps(otherwise, default=str).encode()
    return f"#{sha256(told).hexdigest()[:_DIGITS]}"
