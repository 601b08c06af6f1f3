"""How fast the console reads from Omnium: the jobs of a tenant come first."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

PER_SECOND: Final = 5.0
"""Omnium counts what a tenant asks (omnium.md 1.7), and its jobs come first."""

LONGEST_SECONDS: Final = 20.0
"""Whoever would have to wait for longer is told so at once, and takes no turn from others."""

BUSY: Final = "so much is being read from Omnium just now that it would take too long: try again in a minute"

MOST_KEPT: Final = 1_000
"""From so many tenants on, those are forgotten that nobody reads from just now."""


class OmniumPace:
    """Lets so many reads in a second begin for each tenant, whoever of this process wants them.

    `monotonic` counts seconds.
    """

    def __init__(
        self,
        per_second: float = PER_SECOND,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at: dict[str, float] = {}

    async def turn(self, tenant_uid: str, reads: int = 1) -> None:
        """Wait until it is this reader's turn; whoever comes next waits until so many reads are over.

        Raises TimeoutError at once where that would take too long.
        """
        now = self._monotonic()
        begins = max(now, self._free_at.get(tenant_uid, now))
        if begins - now > LONGEST_SECONDS:
            raise TimeoutError(BUSY)
        self._forget(now)
        self._free_at[tenant_uid] = begins + reads * self._gap
        await self._sleep(begins - now)

    def _forget(self, now: float) -> None:
        """A tenant whose reads are over has no turn to wait for."""
        if len(self._free_at) >= MOST_KEPT:
            self._free_at = {uid: at for uid, at in self._free_at.items() if at > now}
