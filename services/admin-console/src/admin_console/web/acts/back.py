"""Where a visitor goes after an act: a place of ours that the form names, or the act's own."""

from admin_console.web.ask import Ask
from admin_console.web.signing_in.places import is_local


def back_to(ask: Ask, otherwise: str) -> str:
    """Return the local path that the form's `back` names; another address is none of ours, and left aside."""
    place = ask.field("back")
    return place if place is not None and is_local(place) else otherwise
