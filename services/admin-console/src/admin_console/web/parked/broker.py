"""Where parked messages lie: at the broker, if the console was told of one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from admin_console.web.answers import Away, NotThere
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.operator.dead_letters import DeadLetters, open_dead_letters


def broker_of(ask: Ask) -> str | None:
    """Return the broker's address, None where the console has none."""
    url = ask.console.settings.amqp_url
    return None if url is None else url.get_secret_value()


def the_broker(ask: Ask) -> str:
    """Return the broker's address. Raises Away where the console has none."""
    url = broker_of(ask)
    if url is None:
        raise Away("Parked messages are not shown here", [NO_BROKER])
    return url


@asynccontextmanager
async def opened(ask: Ask) -> AsyncIterator[DeadLetters]:
    """Open the parked messages. Raises BrokerUnavailableError, Away."""
    async with open_dead_letters(the_broker(ask)) as parking:
        yield parking


def require_everywhere(ask: Ask, right: Right) -> None:
    """A message that nobody could read belongs to no tenant. Raises NotThere, NotAllowed."""
    ask.require(right, None)


def queue_of(ask: Ask) -> str:
    """Return the queue of the path. Raises NotThere."""
    queue = ask.part("queue")
    if queue not in QUEUES:
        raise NotThere("There is no such queue", [f"Queues are {', '.join(QUEUES)}."], {"Parked": "/parked"})
    return queue


NO_BROKER = "AMQP_URL is not set for the console: `flow-omnium parked list` shows them where it is."
