"""What the page of a person is shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from flow_omnium.console.people import ROWS, THEMES
from flow_omnium.console.sessions import Session

_NOON: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
_SESSION: Final = Session(
    "0" * 64, "u-1", "Kari N", ("viewer",), "oidc", "b0", "Firefox on Linux", _NOON, _NOON
)
_COMMON: Final[Mapping[str, Any]] = {"themes": THEMES, "rows": ROWS, "zones": ["Europe/Oslo", "UTC"]}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "me/me.html": [
        {
            **_COMMON,
            "form": {"zone": "named", "zone_name": "Europe/Olso", "theme": "pink", "rows": "7", "keys": "on"},
            "faults": {"zone_name": "No such zone", "theme": "No such theme", "rows": "No such number"},
            "sessions": [_SESSION],
        },
        {**_COMMON, "form": {}, "faults": {}, "sessions": []},
    ]
}
