"""Reconciliations in MongoDB: `{_id, tenantUid, kind, since, until, ids, fix, dryRun, state, orderedAt, orderedBy}`."""

import uuid
from typing import Final

from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.reconciliation.order import QUEUED, Ordered, ReconciliationOrder
from flow_omnium.runtime.database import Collection, Database, Document

COLLECTION: Final = "reconciliations"


class MongoReconciliations:
    """Implements `Reconciliations`."""

    def __init__(self, database: Database) -> None:
        self._runs: Collection = database[COLLECTION]

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """See `Reconciliations.order`."""
        with translated():
            queued = await self._runs.find_one(_as_good_as(wanted), {"_id": 1})
            if queued is not None:
                return Ordered(str(queued["_id"]), wanted.kind, is_new=False)
            document = _document(wanted)
            await self._runs.insert_one(document)
        return Ordered(document["_id"], wanted.kind, is_new=True)


def _as_good_as(wanted: ReconciliationOrder) -> Document:
    """Match what is queued and covers it; a `since` of None looks back as far as there is anything."""
    same = {
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind.value,
        "state": QUEUED,
        "until": wanted.until,
        "ids": None if wanted.ids is None else list(wanted.ids),
        "fix": wanted.fix,
        "dryRun": wanted.dry_run,
    }
    if wanted.since is None:
        return same | {"since": None}
    return same | {"$or": [{"since": None}, {"since": {"$lte": wanted.since}}]}


def _document(wanted: ReconciliationOrder) -> Document:
    return {
        "_id": uuid.uuid4().hex,
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind.value,
        "since": wanted.since,
        "until": wanted.until,
        "ids": None if wanted.ids is None else list(wanted.ids),
        "fix": wanted.fix,
        "dryRun": wanted.dry_run,
        "state": QUEUED,
        "orderedAt": wanted.at,
        "orderedBy": wanted.by,
    }
