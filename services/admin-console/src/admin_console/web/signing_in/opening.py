"""Opens what authenticates the visitors of a console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

from admin_console.web.console import Console
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.authenticator import Authenticator
from admin_console.web.signing_in.cookies import Cookies
from admin_console.web.signing_in.port import Sessions as Port
from admin_console.web.signing_in.refusals import Refusals
from admin_console.web.signing_in.sessions import Sessions
from admin_console.web.signing_in.ways import open_ways
from flow_omnium.audit.log import AuditLog
from flow_omnium.console.people import MongoPeople
from flow_omnium.console.sessions import MongoSessions


@asynccontextmanager
async def open_sessions(console: Console) -> AsyncIterator[Port]:
    """Open the sessions of a console, for as long as it runs."""
    settings, database, clock = console.settings, console.database, console.clock
    ways = open_ways(settings, clock)
    async with Refusals(database, clock, console.supervisor) as refusals:
        yield Authenticator(
            ways,
            Cookies(settings.is_https),
            Sessions(MongoSessions(database), clock, ways.bases),
            MongoPeople(database),
            refusals,
            AuditLog(database),
            settings.client_address(),
            clock,
            host_of(settings),
        )


def host_of(settings: ConsoleSettings) -> str | None:
    """Return the host of the console as an `Origin` tells it: with the port where it is not the scheme's own."""
    if settings.console_url is None:
        return None
    url = URL(str(settings.console_url))
    host = f"[{url.host}]" if url.host and ":" in url.host else url.host
    return host if url.is_default_port() else f"{host}:{url.port}"
