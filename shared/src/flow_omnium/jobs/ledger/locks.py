"""Work that one process at a time does for all: whoever has the lock does it, until he is silent for too long."""

from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.ledger.documents import not_since
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection, Database, DuplicateKeyError

COLLECTION: Final = "locks"


class Locks:
    """The locks in MongoDB: `{_id: what is done, owner, until}`."""

    def __init__(self, database: Database) -> None:
        self._locks: Collection = database[COLLECTION]

    async def take(self, what: str, owner: str, at: datetime, duration: timedelta) -> bool:
        """Take or keep a lock from `at` (UTC) on; False while another one has it. Raises LedgerUnavailableError."""
        # "Not after now" instead of "before now": a lock whose end is no time would never be free.
        free = {"_id": what, "$or": [{"owner": owner}, {"until": not_since(at)}]}
        with translated():
            try:
                await self._locks.update_one(
                    free, {"$set": {"owner": owner, "until": at + duration}}, upsert=True
                )
            except DuplicateKeyError:
                return False
        return True
