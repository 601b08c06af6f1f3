"""The ledger as the operator reads it: entries by filter, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.intake import COLLECTION
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import DESCENDING, Collection, Database, Document


@dataclass(frozen=True)
class JobFilter:
    """Which entries to show; a field that is None does not restrict."""

    tenant_uid: str | None = None
    kind: JobKind | None = None
    state: JobState | None = None
    key: str | None = None
    limit: int = 50


class JobLog:
    """Reads the ledger; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def find(self, wanted: JobFilter) -> Sequence[JobEntry]:
        """Return the entries that match, newest first."""
        found = self._jobs.find(_query(wanted)).sort("acceptedAt", DESCENDING).limit(wanted.limit)
        return [JobEntry.model_validate(document) async for document in found]

    async def get(self, job_id: str) -> JobEntry | None:
        """Return one entry, or None."""
        document = await self._jobs.find_one({"_id": job_id})
        return None if document is None else JobEntry.model_validate(document)


def _query(wanted: JobFilter) -> Document:
    fields = {
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind and wanted.kind.value,
        "state": wanted.state and wanted.state.value,
        "key": wanted.key,
    }
    return {name: value for name, value in fields.items() if value is not None}
