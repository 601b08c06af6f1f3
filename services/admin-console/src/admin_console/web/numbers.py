"""Numbers in an address or a form. Pure."""

from typing import Final

from admin_console.web.answers import BadAsk

_LONGEST: Final = 15


def number_of(name: str, text: str) -> int:
    """Read a number of something that is counted from 1. Raises BadAsk."""
    typed = text.strip().replace(",", "")
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > _LONGEST or int(typed) < 1:
        message = f"{name}: {text[:40]!r} is no number"
        raise BadAsk(message)
    return int(typed)
