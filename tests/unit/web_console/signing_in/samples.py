"""What the templates of the door are shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from flow_omnium.console.sessions import Session

NOON: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
SESSION: Final = Session(
    "0" * 64, "u-1", "Kari N", ("operator@acme", "viewer"), "oidc", "b0", "Firefox on Linux", NOON, NOON
)

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "signing_in/login.html": [
        {"csrf": "token", "place": "/jobs?a=1", "by_password": True, "by_issuer": True, "error": "No."},
        {"csrf": "token", "place": "/", "by_password": True, "by_issuer": False, "error": None},
        {"csrf": "token", "place": "/", "by_password": False, "by_issuer": True, "error": None},
    ],
    "signing_in/no_role.html": [
        {"name": "Kari N", "groups": ["canteen", "and 12 more"], "claim": "groups"},
        {"name": "Kari N", "groups": [], "claim": "groups"},
    ],
    "signing_in/sessions.html": [
        {"sessions": [SESSION, SESSION], "several": {"u-1"}, "most": 2},
        {"sessions": [], "several": set(), "most": 200},
    ],
}
