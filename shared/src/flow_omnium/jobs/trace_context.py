"""The W3C trace context of a job: taken from the sender, or begun here, and carried through every retry."""

import re
import secrets
from collections.abc import Mapping

TRACE_HEADER = "traceparent"

_VALID = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def trace_of(headers: Mapping[str, str]) -> str:
    """Return the context that the headers carry if it is valid, else a new one."""
    given = headers.get(TRACE_HEADER, "")
    return given if _VALID.fullmatch(given) else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
