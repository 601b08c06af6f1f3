"""Flow's rule for uids (flow.md 1.0): `^[A-Za-z0-9-_]+`; every other character becomes `_`. No I/O."""

import re

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")


def sanitize_uid(text: str) -> str:
    """Turn any id into one that Flow accepts, the same for the same input."""
    return _FORBIDDEN.sub("_", text)
