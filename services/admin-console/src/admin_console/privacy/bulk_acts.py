"""Acts on many jobs that a server carries out: the reason may name anybody."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from admin_console.privacy.place import Find
from admin_console.privacy.subject import Mention, Subject
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.operator import bulk_store
from flow_omnium.runtime.database import Database


class BulkActsPlace:
    """The reasons of such acts; whatever else is told of them stands in the audit log."""

    collection = bulk_store.COLLECTION
    does = "lost their reason"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the reasons of all of them."""
        async for row in database[self.collection].find({}):
            act = row.get("act")
            reason = act.get("reason") if isinstance(act, dict) else None
            if isinstance(reason, str) and subject.named_in(reason):
                yield Find(row, mentions=[Mention("act.reason", reason)])

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`. An act that goes on goes on, for no reason that is told."""
        del subject, at
        gone = {"$set": {"act.reason": ERASED}}
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].update_many({"_id": {"$in": ids}}, gone)).modified_count
