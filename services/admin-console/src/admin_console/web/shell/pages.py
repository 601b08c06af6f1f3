"""The page that explains the others, and what tells them that something has changed."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.answers import Answer, Away, Shown, Streamed
from admin_console.web.ask import Ask

KEYS: Final[Sequence[tuple[str, str]]] = (
    ("/", "to the search field"),
    ("g o", "Overview"),
    ("g p", "Problems"),
    ("g j", "Jobs"),
    ("g t", "Tenants"),
    ("g a", "Acts"),
    ("j", "next row"),
    ("k", "previous row"),
    ("Enter", "open the row"),
    ("x", "select the row"),
    ("r", "retry, where a page offers it"),
    ("?", "this help"),
)


async def help_page(ask: Ask) -> Answer:
    """Show the keys, the words and where more is written."""
    del ask
    return Shown("shell/help.html", "Help", {"keys": KEYS})


async def live(ask: Ask) -> Answer:
    """Tell an open page when counts change: those of the visitor's tenants."""
    pulse = ask.console.pulse
    if pulse is None:
        raise Away("Nothing is looked at here")
    return Streamed(pulse.events(ask.visitor.tenants))
