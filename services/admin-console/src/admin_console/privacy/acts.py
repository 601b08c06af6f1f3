"""What operators did as places that hold data of a person: whoever acts may name anybody in what he aims at, and why."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from admin_console.privacy.place import Find
from admin_console.privacy.subject import Mention, Subject
from flow_omnium.audit import log as audit
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.ledger import pauses
from flow_omnium.jobs.operator import audit_trail
from flow_omnium.runtime.database import Database


class AuditPlace:
    """The audit log. Target, reason and details of an act are removed with their salt, so the hash chain stays valid."""

    collection = audit.COLLECTION
    does = "lost what they were aimed at, why, and what more was kept of them"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the targets, reasons and details of all records."""
        async for record in AuditLog(database).records():
            mentions = mentions_in_act(subject, record.get("content"))
            if mentions:
                yield Find(dict(record), mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`; the erasure has named them before."""
        del subject, at
        return await AuditLog(database).erase([find.document["_id"] for find in finds])


class OlderActsPlace:
    """The acts from before the chain."""

    collection = audit_trail.COLLECTION
    does = "lost what they were aimed at, and why"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the targets and reasons of all acts."""
        async for row in database[self.collection].find({}):
            mentions = mentions_in_act(subject, row)
            if mentions:
                yield Find(row, mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`."""
        del subject, at
        gone = {"$set": {"target": ERASED, "reason": ERASED}}
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].update_many({"_id": {"$in": ids}}, gone)).modified_count


class PausesPlace:
    """The pauses: a reason may name anybody."""

    collection = pauses.COLLECTION
    does = "lost their reason"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the reasons of all pauses."""
        async for pause in database[self.collection].find({}):
            reason = pause.get("reason")
            if isinstance(reason, str) and subject.named_in(reason):
                yield Find(pause, mentions=[Mention("reason", reason)])

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`. The pause itself goes on."""
        del subject, at
        gone = {"$set": {"reason": ERASED}}
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].update_many({"_id": {"$in": ids}}, gone)).modified_count


def mentions_in_act(subject: Subject, act: object) -> Sequence[Mention]:
    """Return the texts of an act, if any of them names the subject; none where the act was on another tenant."""
    told = act if isinstance(act, Mapping) else {}
    if told.get("tenant") not in (None, subject.tenant_uid):
        return ()
    texts = {name: told.get(name) for name in ("target", "reason")} | _details_in(told)
    if not any(isinstance(text, str) and subject.named_in_act(text) for text in texts.values()):
        return ()
    return [Mention(name, text) for name, text in texts.items() if isinstance(text, str)]


def _details_in(told: Mapping[str, object]) -> dict[str, object]:
    details = told.get("details")
    lines = details if isinstance(details, Sequence) and not isinstance(details, str) else ()
    return {f"details.{number}": line for number, line in enumerate(lines)}
