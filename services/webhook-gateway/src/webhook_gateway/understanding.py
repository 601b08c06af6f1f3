"""An event out of a body that is no proper JSON, as far as somebody reads it. No I/O.

Senders put a byte order mark in front, cut a text in the middle of a character, write numbers that no computer holds.
None of that may cost an event while it stands in a field that nobody reads. So only the event's own members and those of
its records are read, one by one; what is odd among them is there as something that nobody can use. What lies deeper is
passed over, however deep.
"""

import json
import re
from typing import Any

from webhook_gateway.admission import BadEventError

ODD = float("nan")
"""Stands for what cannot be read: no rule takes it for an id or a text."""

_BOM = b"\xef\xbb\xbf"
_READ_LEVELS = 2
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_TOKEN = re.compile(
    rf'\s*(?:(?P<text>{_STRING})|(?P<mark>[{{}}\[\],:])|(?P<bare>[^\s"{{}}\[\],:]+))', re.DOTALL
)
_NESTING = re.compile(rf'{_STRING}|[{{}}\[\]"]', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_WORDS = {"true": True, "false": False, "null": None}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")


def understood(body: bytes) -> dict[str, Any]:
    """Return the members of the body's object. Raises BadEventError, which says where it cannot be followed."""
    # Bad bytes become halves of characters, which make no usable text.
    text = body.removeprefix(_BOM).decode(errors="surrogateescape")
    reader = _Reader(text)
    if reader.mark() != "{":
        raise reader.lost()
    members = reader.members(1)
    reader.end()
    return members


class _Reader:
    """Goes through the text from token to token."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def lost(self) -> BadEventError:
        return BadEventError(f"body: not JSON (near character {self._at})")

    def end(self) -> None:
        if self._text[self._at :].strip():
            raise self.lost()

    def mark(self) -> str:
        """Return the next token, which must be a punctuation mark."""
        mark = self._next()["mark"]
        if mark is None:
            raise self.lost()
        return mark

    def members(self, level: int) -> dict[str, Any]:
        """Read an object's members, the brace behind us; the last of one name counts."""
        members: dict[str, Any] = {}
        token = self._next()
        if token["mark"] == "}":
            return members
        while True:
            name = self._name(token)
            members[name] = self._value(level)
            mark = self.mark()
            if mark == "}":
                return members
            if mark != ",":
                raise self.lost()
            token = self._next()

    def _name(self, token: re.Match[str]) -> str:
        if token["text"] is None or self.mark() != ":":
            raise self.lost()
        name = _text_of(token["text"])
        return name if isinstance(name, str) else ""

    def _value(self, level: int) -> Any:
        token = self._next()
        if token["text"] is not None:
            return _text_of(token["text"])
        if token["bare"] is not None:
            return _scalar(token["bare"])
        if token["mark"] == "{" and level < _READ_LEVELS:
            return self.members(level + 1)
        if token["mark"] in _CLOSING:
            return self._passed_over(token["mark"])
        raise self.lost()

    def _passed_over(self, opening: str) -> Any:
        """Go behind the bracket that closes this one; of what is between, only brackets and texts must be whole."""
        open_ones = [_CLOSING[opening]]
        for found in _NESTING.finditer(self._text, self._at):
            mark = found[0]
            if mark in _CLOSING:
                open_ones.append(_CLOSING[mark])
            elif (mark in "}]" and mark != open_ones.pop()) or mark == '"':
                break
            if not open_ones:
                self._at = found.end()
                return {} if opening == "{" else []
        raise self.lost()

    def _next(self) -> re.Match[str]:
        token = _TOKEN.match(self._text, self._at)
        if token is None:
            raise self.lost()
        self._at = token.end()
        return token


def _text_of(literal: str) -> Any:
    try:
        return json.loads(literal, strict=False)
    except ValueError:
        return ODD


def _scalar(word: str) -> Any:
    if _WHOLE.fullmatch(word):
        return int(word)
    return _WORDS.get(word, ODD)
