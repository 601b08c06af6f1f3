"""A call to a neighbour and its answer, as they went over the wire, and how they are written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import orjson

OMNIUM: Final = "omnium"
FLOW: Final = "flow"

_BYTES: Final = "latin-1"
"""Any bytes are text in it, so that a PDF can stand in JSON."""


@dataclass(frozen=True)
class Exchange:
    """`system` is OMNIUM or FLOW; `target` is path and query; `kind` is the answer's content type."""

    system: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    kind: str
    answer: bytes


def written(exchanges: Iterable[Exchange]) -> bytes:
    """Write them down as JSON."""
    return orjson.dumps([_document(one) for one in exchanges])


def read(text: bytes) -> Sequence[Exchange]:
    """Read what `written` wrote."""
    return [_exchange(one) for one in orjson.loads(text)]


def _document(one: Exchange) -> dict[str, Any]:
    named = {field.name: getattr(one, field.name) for field in fields(one)}
    return {**named, "body": one.body.decode(_BYTES), "answer": one.answer.decode(_BYTES)}


def _exchange(document: dict[str, Any]) -> Exchange:
    encoded = {name: document[name].encode(_BYTES) for name in ("body", "answer")}
    return Exchange(**{**document, **encoded})
