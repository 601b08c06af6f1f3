"""How what the suite rests on stands just now: asked once, shortly, and told whatever comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp

from admin_console.status.reading import Parked
from admin_console.web.settings import ConsoleSettings
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.tls import client_context

_SECONDS: Final = 2.0
_WELL: Final = 500


@dataclass(frozen=True)
class Neighbour:
    """One of them: its name, whether it answers (None: it was not asked), and what it says."""

    name: str
    answers: bool | None
    said: str


@dataclass(frozen=True)
class Broker:
    """How the broker stands, and how much of each queue is parked; None where that cannot be told."""

    neighbour: Neighbour
    parked: Mapping[str, int] | None = None


async def database(stored: Database) -> Neighbour:
    """Ask the database for its version; that the page is shown tells that it answers. Raises DatabaseError."""
    version = (await stored.client.server_info()).get("version")
    return Neighbour("database", answers=True, said=f"MongoDB {version}")


async def token_manager(settings: ConsoleSettings) -> Neighbour:
    """Ask the token-manager whether it lives."""
    url = f"{str(settings.token_manager_url).rstrip('/')}/healthz"
    tls, timeout = client_context(settings.token_manager_ca_file), aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, ssl=tls) as answer:
            said = f"HTTP {answer.status}"
            return Neighbour("token-manager", answer.status < _WELL, said)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Neighbour("token-manager", answers=False, said=type(error).__name__)


async def broker(count: Parked | None) -> Broker:
    """Ask the broker how much is parked, where its address is known."""
    if count is None:
        return Broker(Neighbour("broker", None, "not asked: AMQP_URL is not set"))
    try:
        parked = await count()
    except BrokerUnavailableError as error:
        return Broker(Neighbour("broker", answers=False, said=str(error)))
    return Broker(Neighbour("broker", answers=True, said="answers"), parked)


async def asked(
    stored: Database, settings: ConsoleSettings, count: Parked | None
) -> tuple[Sequence[Neighbour], Broker]:
    """Ask all of them; `count` asks the broker. Raises DatabaseError."""
    rabbit = await broker(count)
    return [await database(stored), rabbit.neighbour, await token_manager(settings)], rabbit
