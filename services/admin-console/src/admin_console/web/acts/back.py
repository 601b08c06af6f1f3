"""Where a visitor goes after an act: a place of ours that the form names, or the act's own."""

from admin_console.web.ask import Ask


def back_to(ask: Ask, otherwise: str) -> str:
    """Return the local path that the form's `back` names; another address is none of ours, and left aside."""
    place = ask.field("back")
    return place if place is not None and is_local(place) else otherwise


def is_local(place: str) -> bool:
    """Tell whether an address is a path of this console: browsers take two slashes, and a backslash for a slash, for a host."""
    return place.startswith("/") and not place.startswith("//") and "\\" not in place
