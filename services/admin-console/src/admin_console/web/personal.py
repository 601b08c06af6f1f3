"""A value that names a person: whatever prints it, prints a mask."""

import re
from typing import Final

from markupsafe import Markup, escape

_HIDDEN: Final = "•"
_SHOWN_DIGITS: Final = 4
_HIDDEN_DIGITS: Final = 4
_LONGEST: Final = 12


class Personal:
    """A person's name, number or address. It prints as a mask everywhere; its own text is got by `revealed` alone.

    `Kari Nordmann` is shown as `K••• N•••••••`, `+47 400 10 001` as `••••0001`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def revealed(self) -> str:
        """Return the text itself: for who has asked for it with a reason, and is kept to have."""
        return self._text

    @property
    def masked(self) -> str:
        """The mask."""
        digits = "".join(re.findall(r"\d", self._text))
        if digits and not re.search(r"[^\W\d_]", self._text):
            shown = digits[-_SHOWN_DIGITS:] if len(digits) > _SHOWN_DIGITS else ""
            return f"{_HIDDEN * _HIDDEN_DIGITS}{shown}"
        return " ".join(_masked_word(word) for word in self._text.split())

    def __str__(self) -> str:
        return self.masked

    def __format__(self, _spec: str) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Personal({self.masked})"

    def __html__(self) -> Markup:
        """See markupsafe: how a template prints it."""
        return escape(self.masked)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and other.revealed() == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a personal value is not written down")


def _masked_word(word: str) -> str:
    """Leave a word its first letter; of its length no more than twelve letters are told."""
    if "@" in word:
        return f"{word[0]}{_HIDDEN * 3}@{_HIDDEN * 3}"
    return f"{word[0]}{_HIDDEN * min(len(word) - 1, _LONGEST)}"
