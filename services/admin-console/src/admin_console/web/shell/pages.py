"""The page that explains the others, and what tells them that something has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yarl import URL

from admin_console.web.answers import Answer, Away, Shown, Streamed
from admin_console.web.ask import Ask
from admin_console.web.settings import LinkSettings
from admin_console.web.shell.glossary import WORDS


@dataclass(frozen=True)
class Link:
    """Another place to look."""

    label: str
    href: str


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
    links = links_of(ask.console.settings)
    return Shown("shell/help.html", "Help", {"keys": KEYS, "words": WORDS, "links": links})


async def runbook(ask: Ask) -> Answer:
    """Show what to do about each alert."""
    del ask
    return Shown("shell/runbook.html", "Runbook")


def links_of(settings: LinkSettings) -> Sequence[Link]:
    """Return where else people look, as far as the console is told. What a page fills in is left out here."""
    told = {
        "Logs": settings.console_log_url,
        "Traces": settings.console_trace_url,
        "Grafana": settings.console_grafana_url,
    }
    return [Link(label, str(URL(url).origin())) for label, url in told.items() if url is not None]


async def live(ask: Ask) -> Answer:
    """Tell an open page when counts change: those of the visitor's tenants."""
    pulse = ask.console.pulse
    if pulse is None:
        raise Away("Nothing is looked at here")
    return Streamed(pulse.events(ask.visitor.tenants))
