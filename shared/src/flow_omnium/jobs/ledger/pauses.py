"""What the operator has paused: kept in the collection `pauses`, answered from memory."""

import asyncio
from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, Self

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection, Database, Document
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor

COLLECTION = "pauses"

PAUSES = "pauses"
"""The name of the task that reads them."""

REFRESH_SECONDS = 2.0

_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Pause:
    """One pause: what it covers (see `holding`), who set it, when (UTC) and why. At `until` (UTC) it ends by itself."""

    scope: str
    by: str
    at: datetime
    reason: str | None = None
    until: datetime | None = None


class PauseSource(Protocol):
    """Where the pauses are kept."""

    async def pauses(self) -> Sequence[Pause]:
        """Return every pause in force. Raises LedgerUnavailableError."""
        ...


_OVER: Final = {
    "$and": [{"$eq": [{"$type": "$until"}, "date"]}, {"$lte": ["$until", "$$NOW"]}],
}
"""By the database's own clock, so that all who ask agree. An end that is no time is none: a pause holds in doubt."""


class MongoPauses:
    """The pauses in MongoDB: `{_id: scope, by, at, reason, until}`. Every method raises LedgerUnavailableError.

    One that is over is no longer answered with; it is removed when the next one is set.
    """

    def __init__(self, database: Database) -> None:
        self._pauses: Collection = database[COLLECTION]

    async def pauses(self) -> Sequence[Pause]:
        """See `PauseSource.pauses`."""
        with translated():
            found = self._pauses.find({"$expr": {"$not": [_OVER]}}).sort("_id", 1)
            return [_pause_of(row) async for row in found]

    async def pause(self, pause: Pause) -> bool:
        """Set a pause; False when it is set already, and then left as it is."""
        fields = {"by": pause.by, "at": pause.at, "reason": pause.reason, "until": pause.until}
        with translated():
            # One by one: the driver repeats such a write after a lost connection, and never one of many.
            async for ended in self._pauses.find({"$expr": _OVER}, {"_id": 1}):
                await self._pauses.delete_one({"_id": ended["_id"], "$expr": _OVER})
            result = await self._pauses.update_one(
                {"_id": pause.scope}, {"$setOnInsert": fields}, upsert=True
            )
        return result.upserted_id is not None

    async def end_at(self, scope: str, until: datetime) -> bool:
        """Let a pause that is set end at another time (UTC); False when there is none."""
        with translated():
            result = await self._pauses.update_one({"_id": scope}, {"$set": {"until": until}})
        return result.matched_count == 1

    async def resume(self, scope: str) -> bool:
        """Lift a pause; False when there was none. The relay then releases what it held, at a bounded rate."""
        with translated():
            result = await self._pauses.delete_one({"_id": scope})
        return result.deleted_count == 1


def _pause_of(row: Document) -> Pause:
    """Read a pause; whatever else of it cannot be read, it holds, since its scope is its id."""
    at, until = row.get("at"), row.get("until")
    reason = row.get("reason")
    return Pause(
        scope=str(row["_id"]),
        by=str(row.get("by", _UNKNOWN)),
        # An operator may have written it by hand: a pause without a time still pauses.
        at=at if isinstance(at, datetime) else datetime.fromtimestamp(0, UTC),
        reason=None if reason is None else str(reason),
        until=until if isinstance(until, datetime) else None,
    )


class PauseCache(Supervised):
    """The pauses in memory, read again every two seconds. While they cannot be read, the last known ones hold: a pause that
    an operator has set must not end with an outage."""

    def __init__(
        self,
        source: PauseSource,
        supervisor: Supervisor | None = None,
        *,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        super().__init__(supervisor, {PAUSES: self._keep_fresh})
        self._source = source
        self._refresh_seconds = refresh_seconds
        self._scopes: frozenset[str] = frozenset()
        self._log = get_logger("pauses")

    async def __aenter__(self) -> Self:
        await self._read()
        return await super().__aenter__()

    @property
    def scopes(self) -> Several[str]:
        """What is paused now."""
        return self._scopes

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(self._refresh_seconds)
            await self._read()

    async def _read(self) -> None:
        try:
            self._scopes = frozenset(pause.scope for pause in await self._source.pauses())
        except LedgerUnavailableError as error:
            self._log.warning("pauses not read, the last known ones hold", error=str(error))
