"""A database that is there and does not serve: frozen, or without a member that takes writes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Final

from local_stack.database import Database, is_writable
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until

_SECONDS: Final = 60
_POLL_MILLISECONDS: Final = 200


def _database(infrastructure: Infrastructure) -> Database:
    if not isinstance(infrastructure.database, Database):
        raise StackError("MONGODB_URL is set: that database is not ours to take away")
    return infrastructure.database


@contextmanager
def frozen(infrastructure: Infrastructure) -> Iterator[None]:
    """Let connections stay open, and nobody answer."""
    database = _database(infrastructure)
    database.pause()
    try:
        yield
    finally:
        database.resume()


@contextmanager
def without_a_primary(infrastructure: Infrastructure) -> Iterator[None]:
    """Have the only member step down, and take writes again when the block ends."""
    database = _database(infrastructure)
    with database.client() as client:
        client.admin.command({"replSetStepDown": _SECONDS, "force": True})
    try:
        yield
    finally:
        with database.client(_POLL_MILLISECONDS) as client:
            client.admin.command({"replSetFreeze": 0})  # it stands for election at once
            wait_until(lambda: is_writable(client, [database.address]), _SECONDS)


Outage = Callable[[Infrastructure], AbstractContextManager[None]]

OUTAGES: Final[Mapping[str, Outage]] = MappingProxyType({"frozen": frozen, "no primary": without_a_primary})
"""Ways in which a database is away, by name."""
