"""Reading the overview: every part by itself, and the broker only where its address is given."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from admin_console.database import present
from admin_console.failures import explained
from admin_console.settings import ParkingSettings
from admin_console.status import overview
from admin_console.status.overview import Of, Overview
from flow_omnium.runtime.database import Database, bounded
from flow_omnium.runtime.settings.reading import SettingsError, read_settings

_Part = TypeVar("_Part")

Parked: TypeAlias = Callable[[], Awaitable[Mapping[str, int]]]
"""Counts what is parked, by queue. Raises BrokerUnavailableError."""


@dataclass
class _Parts:
    """What was read so far, and why a part was not. `seconds` is how long each waits for the database, None: as long as any call."""

    seconds: float | None = None
    read: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    async def take(self, name: str, reading: Awaitable[_Part]) -> _Part | None:
        try:
            with nullcontext() if self.seconds is None else bounded(self.seconds):
                part = await reading
        except Exception as error:
            failure = explained(error)
            if failure is None:
                raise
            self.unread[name] = "; ".join(failure.lines)
            return None
        self.read[name] = part
        return part


async def parked_by_environment() -> Mapping[str, int]:
    """Count what is parked in the broker that the environment names. Raises SettingsError, BrokerUnavailableError."""
    try:
        url = read_settings(ParkingSettings).amqp_url.get_secret_value()
    except SettingsError as error:
        message = f"not looked at: {error}"
        raise SettingsError(message) from None
    return await overview.parked(url)


async def read_overview(
    database: Database,
    of: Of = None,
    *,
    parked: Parked | None = parked_by_environment,
    seconds: float | None = None,
) -> Overview:
    """Read how the suite stands, or some of its tenants: then nobody asks what is `parked`, which is of no tenant.

    With `seconds` no part waits longer for the database. Raises DatabaseError where nothing can be read.
    """
    now, parts = await present(database), _Parts(seconds)
    tenants = await parts.take("tenants", overview.tenants(database, of))
    await parts.take("backlog", overview.backlog(database, of))
    await parts.take("causes", overview.causes(database, of))
    await parts.take("pauses", overview.pauses(database, of))
    await parts.take("circuits", overview.circuits(database, now, of))
    await parts.take("overdue", overview.overdue(database, now, of))
    await parts.take("acts", overview.acts_in_trouble(database, now, of))
    if tenants is not None:
        await parts.take("tokens", overview.tokens(database, tenants.active, now))
    if of is None and parked is not None:
        await parts.take("parked", parked())
    return replace(Overview(now, unread=parts.unread), **parts.read)
