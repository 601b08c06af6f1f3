"""The W3C trace context of a job: the sender's, or a new one; it stays the same through every retry.

The format: https://www.w3.org/TR/trace-context/#traceparent-header
"""

import random
import re
from collections.abc import Mapping

TRACE_HEADER = "traceparent"

_VALID = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def trace_of(headers: Mapping[str, object]) -> str:
    """Return the context that the headers carry if it is valid, else a new one. The broker's may be of any type."""
    given = headers.get(TRACE_HEADER)
    return given if isinstance(given, str) and _VALID.fullmatch(given) else _new_trace()


def trace_id_of(trace: str | None) -> str | None:
    """Return the id by which logs and traces are found."""
    return trace.split("-")[1] if trace else None


def _new_trace() -> str:
    # The specification asks for randomness, not for secrecy; a secure generator would cost every event more.
    drawn = f"{random.getrandbits(192):048x}"
    return f"00-{drawn[:32]}-{drawn[32:]}-01"
