"""JSON in which money stays exact: fractions are Decimals in both directions, never binary floats."""

import json
from decimal import Decimal
from typing import Any, Final, NoReturn

import orjson


def decode(raw: bytes) -> Any:
    """Parse JSON; fractions become Decimal. Raises ValueError (also for NaN and Infinity) or RecursionError."""
    # As `json.loads` does it, which would make a decoder for each document.
    text = raw.decode(_encoding_of(raw), "surrogatepass")
    document = _parsed(text)
    # A text cut in the middle of an emoji leaves half a character, which no later step could write again.
    return _mended(document) if "\\u" in text and "\\ud" in text.lower() else document


def _encoding_of(raw: bytes) -> str:
    # A bracket and no null behind it is what nearly every answer begins with, and is no other encoding's.
    return "utf-8" if raw[:1] in _BRACKETS and raw[1:2] != b"\0" else json.detect_encoding(raw)


def _parsed(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return _DECODER.decode(text)
    document, end = _DECODER.raw_decode(text)
    # What follows a document is a fault; the decoder's own look for blanks on both sides takes as long as a short answer.
    return document if end == len(text) or not text[end:].strip(_BLANKS) else _DECODER.decode(text)


def encode(document: object) -> bytes:
    """Write JSON; Decimals become numbers, digit for digit, and times end in `Z`. Raises TypeError."""
    return orjson.dumps(document, default=_number, option=orjson.OPT_UTC_Z)


def _number(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(format(value, "f"))
    message = f"{type(value).__name__} cannot be written as JSON"
    raise TypeError(message)


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is no JSON number"
    raise ValueError(message)


_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


_BRACKETS: Final = (b"{", b"[")
_BLANKS: Final = " \t\n\r"


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value
