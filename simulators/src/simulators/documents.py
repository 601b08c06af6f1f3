"""Documents are plain JSON objects whose fractions are exact decimals."""

import json
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias

import orjson

Document: TypeAlias = dict[str, Any]


def decode(raw: bytes) -> Any:
    """Parse JSON; fractions become Decimal, NaN and Infinity are refused. Raises ValueError."""
    return json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)


def encode(value: object) -> bytes:
    """Write JSON; a Decimal becomes a JSON number."""
    return orjson.dumps(value, default=_json_number)


def clone(document: Document) -> Document:
    """Copy a document deeply, so that a change cannot reach the stored one."""
    return {key: _clone(value) for key, value in document.items()}


def _clone(value: Any) -> Any:
    if isinstance(value, dict):
        return clone(value)
    return [_clone(item) for item in value] if isinstance(value, list) else value


def _json_number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == value.to_integral_value() else float(value)


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is no JSON number"
    raise ValueError(message)
