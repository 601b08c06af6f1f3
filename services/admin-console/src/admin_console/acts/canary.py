"""Trying a few jobs before the rest: the rest is tried only if all of them end well."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from admin_console.acts.words import counts_line
from flow_omnium.jobs.operator.fates import GOES_ON, Fate, Fates, Member, causes_of, counts_of
from flow_omnium.runtime.database import Database

LOOK_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 600.0
"""The relay publishes them within seconds; what has not ended after this waits for something that a person should see."""


class Canary:
    """Waits for the first jobs of the act of this number, which began at `since` (UTC)."""

    def __init__(
        self,
        database: Database,
        act_id: int,
        since: datetime,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._fates = Fates(database)
        self._act_id = act_id
        self._since = since
        self._patience_seconds = patience_seconds

    async def fault_of(self, ids: Sequence[Any]) -> str | None:
        """Wait until these have ended, or have failed; say what was wrong with them, None where nothing was. Raises DatabaseError."""
        try:
            async with asyncio.timeout(self._patience_seconds):
                return fault_in(await self._ended(ids))
        except TimeoutError:
            return too_slow(self._patience_seconds)

    async def members(self, ids: Sequence[Any]) -> Sequence[Member] | None:
        """Return how these have ended; None as long as any of them goes on. Raises DatabaseError."""
        members = await self._fates.of(ids, self._act_id, self._since)
        return None if any(member.fate in GOES_ON for member in members) else members

    async def _ended(self, ids: Sequence[Any]) -> Sequence[Member]:
        while True:
            members = await self.members(ids)
            if members is not None:
                return members
            await asyncio.sleep(LOOK_SECONDS)


def too_slow(seconds: float) -> str:
    """Say that the first go on for so long that a person should see why."""
    return f"the first have not ended within {seconds:.0f} s"


def fault_in(members: Sequence[Member]) -> str | None:
    """Say why the rest is not to be tried: any that is not done, and what the first failure met."""
    counts = counts_of(members)
    if set(counts) <= {Fate.DONE}:
        return None
    causes = causes_of(members)
    why = f" ({causes[0].text}; job {causes[0].example})" if causes else ""
    return f"of the first, {counts_line({fate.value: count for fate, count in counts.items()})}{why}"
