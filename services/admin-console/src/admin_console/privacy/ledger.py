"""The ledger as a place that holds data of a person, and how far the jobs of a subject have come."""

import functools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from admin_console.privacy.place import Find
from admin_console.privacy.subject import Subject, stripped
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.ledger import documents
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Database, Document

_FINAL: Final = frozenset(state.value for state in FINAL)
_ROUNDS: Final = 10
_NO_TEXTS: Final = frozenset(
    {
        *("_id", "tenantUid", "storeUid", "otherStores", "queue", "kind"),
        *("key", "record", "state", "heldBy", "owner", "mark"),
    }
)
"""What names the job itself, its store and its worker."""


class JobsPlace:
    """The ledger: entries of the subject lose all that identifies it, other entries lose the texts that name it."""

    collection = documents.COLLECTION
    does = "stripped, or texts in them erased"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Read every entry of the tenant: a text may name anybody, and no index knows."""
        async for entry in database[self.collection].find({"tenantUid": subject.tenant_uid}):
            if subject.owns(entry):
                yield Find(entry, is_own=True)
                continue
            mentions = list(subject.mentions(_texts_for(subject, entry)))
            if mentions:
                yield Find(entry, mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`. Own entries are left alone unless they have ended."""
        jobs, count = database[self.collection], 0
        for find in finds:
            if not find.is_own:
                texts = functools.partial(_texts_for, subject)
                count += await _masked(database, self.collection, subject, find.document, texts)
            elif has_ended(find.document):
                as_it_was = {"_id": find.document["_id"], "ticket": find.document.get("ticket")}
                bare = stripped(find.document, at)
                replaced = await jobs.replace_one(as_it_was | {"state": find.document["state"]}, bare)
                count += replaced.modified_count
        return count


async def own_entries(database: Database, subject: Subject) -> Sequence[Document]:
    """Return the ledger's entries of the record alone: the database looks for them by itself. Raises DatabaseError."""
    wanted = {"tenantUid": subject.tenant_uid, "record": subject.record}
    return [entry async for entry in database[documents.COLLECTION].find(wanted) if subject.owns(entry)]


def has_ended(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry's job has ended; one whose state this version does not know has not."""
    return entry.get("state") in _FINAL


def is_running(entry: Mapping[str, Any]) -> bool:
    """Tell whether a worker has the job at this moment."""
    return entry.get("state") == JobState.RUNNING.value


def _texts_for(subject: Subject, entry: Document) -> Document:
    """Return what may name the subject. The number of an order may be the id of a customer, and is not his for that."""
    is_of_kind = str(entry.get("record")).startswith(f"{subject.kind.value}:")
    left_out = _NO_TEXTS if is_of_kind else _NO_TEXTS | {"numbers"}
    return {name: value for name, value in entry.items() if name not in left_out}


def _without_cause(before: Document, after: Document) -> Document:
    """Erase what a job fails for as well where an attempt named the subject: it is the same message without its ids."""
    cause = after.get("cause")
    if not isinstance(cause, Mapping) or after.get("attempts") == before.get("attempts"):
        return after
    return after | {"cause": {**cause, "text": ERASED}}


async def _masked(
    database: Database,
    collection: str,
    subject: Subject,
    document: Document,
    part: Callable[[Document], Document],
) -> int:
    """Replace the texts that name the subject, unless the document has changed since; then look at it again."""
    current: Document | None = document
    for _ in range(_ROUNDS):
        before = {} if current is None else part(current)
        after = _without_cause(before, subject.without(before))
        changed = {name: value for name, value in after.items() if value != before[name]}
        if not changed:
            return 0
        # A value from outside is compared, never read as a query.
        as_it_was = {"_id": document["_id"]} | {name: {"$eq": before[name]} for name in changed}
        if (await database[collection].update_one(as_it_was, {"$set": changed})).matched_count:
            return 1
        current = await database[collection].find_one({"_id": document["_id"]})
    return 0
