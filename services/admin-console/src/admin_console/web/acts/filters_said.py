"""The filter of an act on many jobs, as the audit log keeps it, in words that lead to the jobs of today. Pure."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from admin_console.web.saying import Said

_WORDS: Final = MappingProxyType(
    {
        "tenant": "of tenant {}",
        "kind": "of kind {}",
        "state": "{}",
        "key": "of record {}",
        "error_class": "failed with {}",
        "older_than": "accepted {} ago or earlier",
        "number": "of number {}",
        "store": "of store {}",
        "cause": "failing for cause {}",
        "http_status": "answered {}",
        "attempts": "tried {} times or more",
        "since": "accepted since {}",
        "until": "accepted until {}",
        "held_by": "held by {}",
    }
)
"""The parts of a filter after the word `jobs`, by the names that `JobChoice` gives them."""

_IN_ADDRESS: Final = MappingProxyType({"error_class": "error", "http_status": "status", "held_by": "held"})
_NOT_IN_ADDRESS: Final = frozenset({"older_than"})


def said_filter(target: str) -> Sequence[Said]:
    """Say a filter; what is none is said as it is."""
    if target == "all":
        return [Said("all pending jobs")]
    parts = [part.partition(" ")[::2] for part in target.split(", ")]
    if not parts or not all(name in _WORDS and value for name, value in parts):
        return [Said(target)]
    text = ", ".join(_WORDS[name].format(value) for name, value in parts)
    if any(name in _NOT_IN_ADDRESS for name, _ in parts):
        return [Said(f"jobs {text}")]
    pairs = [(_IN_ADDRESS.get(name, name), one) for name, value in parts for one in _values(name, value)]
    return [Said("jobs", f"/jobs?{urlencode(pairs)}"), Said(f" {text}")]


def _values(name: str, value: str) -> Sequence[str]:
    return value.split(" or ") if name == "state" else [value]
