"""Reads an event leniently from a body that is no proper JSON.

Senders put a byte order mark in front, cut a text in the middle of a character, or write numbers that no computer holds.
None of that may cost an event while it stands in a field that nobody reads. So only the event's own members and those of
its records are read, one by one. A member that cannot be read becomes `ODD`. What lies deeper is passed over.
"""

import json
import re
from typing import Any

from webhook_gateway.admission import BadEventError

ODD = float("nan")
"""Stands for a value that cannot be read: no rule takes it for an id or a text."""

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
    """Return the members of the body's object. Raises BadEventError, which names the place that is no JSON."""
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
        """Read an object's members after its opening brace. Of several with one name the last counts, as for every JSON reader."""
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
        """Skip to behind the bracket that closes this one. Between them only brackets and texts must be well-formed."""
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
