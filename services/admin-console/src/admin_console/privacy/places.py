"""Every place in the database that may hold data of a person, as a table: how it is searched, and what an erasure does there.

A collection that is in neither table is a fault of ours: a test holds both against the collections that the suite has.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from admin_console.privacy.acts import AuditPlace, OlderActsPlace, PausesPlace
from admin_console.privacy.bulk_acts import BulkActsPlace
from admin_console.privacy.ledger import JobsPlace
from admin_console.privacy.place import Find, Place
from admin_console.privacy.subject import Mention, Subject, SubjectKind
from flow_omnium.console import notes as console_notes
from flow_omnium.console import people as console_people
from flow_omnium.console import sessions as console_sessions
from flow_omnium.console import views as console_views
from flow_omnium.customer_marks import mongo as customer_marks
from flow_omnium.customer_marks.mongo import MongoMarks, note_id
from flow_omnium.exported_rows import mongo as exported_rows
from flow_omnium.job_hours import mongo as job_hours
from flow_omnium.jobs.circuits import mongo as circuits
from flow_omnium.jobs.ledger import locks
from flow_omnium.jobs.operator import act_jobs
from flow_omnium.overdue import mongo as overdue
from flow_omnium.reconciliation import mongo as reconciliations
from flow_omnium.runtime.database import Database
from flow_omnium.tasks import mongo as tasks
from flow_omnium.tenants import kept_checks, repository, senders
from flow_omnium.tokens import renewal_leases, store

HOLDING_NOTHING: Final[Mapping[str, str]] = MappingProxyType(
    {
        locks.COLLECTION: "which process leads the relay, which lets jobs go after an outage, and which counts the hours",
        act_jobs.COLLECTION: "the ids of the jobs that an act of an operator was about",
        circuits.COLLECTION: "which system does not answer for which tenant, and the ids of jobs that failed by it",
        store.COLLECTION: "the tenants' tokens, sealed",
        renewal_leases.COLLECTION: "who renews a token, and how the last ones fared",
        tasks.COLLECTION: "how far the scheduled tasks of a tenant are, and which operator asked for a run",
        tasks.RUNS: "what scheduled tasks did to goods, prices, stores and purchase orders",
        exported_rows.COLLECTION: "which goods, prices, stores and purchase orders were written to Flow, as digests",
        senders.COLLECTION: "when Omnium and Flow last came to a tenant, and which of its secrets they showed",
        console_sessions.COLLECTION: "which operators are signed in to the web console, for twelve hours at most",
        console_people.COLLECTION: "how operators like to see the web console",
        job_hours.COLLECTION: "how many jobs of a tenant and kind came and ended in an hour",
        kept_checks.COLLECTION: "how the settings of a tenant last compared with both systems, and which operator had them checked",
        job_hours.COLLECTION: "how many jobs of a tenant and kind came and ended in an hour",
        kept_checks.COLLECTION: "how the settings of a tenant last compared with both systems, and which operator had them checked",
        console_sessions.COLLECTION: "which operators are signed in to the web console, for twelve hours at most",
        console_people.COLLECTION: "how operators like to see the web console",
        console_views.COLLECTION: "which filters of lists operators have saved, and under which names",
        console_notes.COLLECTION: "what operators note beside a cause or a job: a ticket, or who sees to it; nothing of a customer",
    }
)
"""Collections in which no customer is named, and what stands there instead."""


class TenantsPlace:
    """The tenant's settings may name a customer; they are the operator's, and are changed by a tenant file."""

    collection = repository.COLLECTION
    does = "left as they are: `tenants apply` changes settings"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the settings of the one tenant."""
        async for tenant in database[self.collection].find({"_id": subject.tenant_uid}):
            mentions = list(subject.mentions({"settings": tenant.get("settings", {})}))
            if mentions:
                yield Find(tenant, mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """Nothing."""
        del database, subject, finds, at
        return 0


class CustomerMarksPlace:
    """The marks of customers: digests, and what outlives the erasure so that no later event undoes it."""

    collection = customer_marks.COLLECTION
    does = "marked as erased: no later event or order makes the customer again"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look for the customer under each form of the id; an order has no mark, and an erased one holds nothing more."""
        if subject.kind is not SubjectKind.CUSTOMER:
            return
        ids = [note_id(subject.tenant_uid, one) for one in sorted(subject.ids)]
        wanted = {"_id": {"$in": ids}}
        async for mark in database[self.collection].find(wanted):
            yield Find(mark, is_own=True)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """Mark each form of the id, whether anything was kept under it or not."""
        del finds, at
        if subject.kind is not SubjectKind.CUSTOMER:
            return 0
        return await MongoMarks(database).erase(subject.tenant_uid, subject.ids)


class ReconciliationsPlace:
    """The reconciliations: an operator may have named records by their ids."""

    collection = reconciliations.COLLECTION
    does = "lost the ids"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at the ids of all reconciliations of the tenant."""
        async for run in database[self.collection].find({"tenantUid": subject.tenant_uid}):
            mentions = list(subject.mentions({"ids": run.get("ids")}))
            if mentions:
                yield Find(run, mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`. What else was named is compared all the same."""
        del at
        gone = {"$pull": {"ids": {"$in": sorted(subject.ids)}}}
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].update_many({"_id": {"$in": ids}}, gone)).modified_count


class ReconciliationRowsPlace:
    """The rows of reconciliations: a record is named by its id, and what differs may name another."""

    collection = reconciliations.ROWS
    does = "removed: the next reconciliation finds anew what differs"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at all rows of the tenant."""
        async for row in database[self.collection].find({"tenantUid": subject.tenant_uid}):
            mentions = list(subject.mentions({name: row.get(name) for name in ("key", "told", "error")}))
            if row.get("key") in subject.ids or mentions:
                yield Find(row, mentions=mentions or [Mention("key", row["key"])])

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`."""
        del subject, at
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].delete_many({"_id": {"$in": ids}})).deleted_count


class AwaitedRecordsPlace:
    """What is not yet as it should be: a record is named by its id."""

    collection = overdue.COLLECTION
    does = "removed: a poll finds anew what is not as it should be"

    async def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Look at all awaited records of the tenant."""
        async for one in database[self.collection].find({"tenantUid": subject.tenant_uid}):
            mentions = [Mention(name, one[name]) for name in ("key", "part") if one.get(name) in subject.ids]
            if mentions:
                yield Find(one, mentions=mentions)

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """See `Place.erase`."""
        del subject, at
        ids = [find.document["_id"] for find in finds]
        return (await database[self.collection].delete_many({"_id": {"$in": ids}})).deleted_count


PLACES: Final[Sequence[Place]] = (
    JobsPlace(),
    AuditPlace(),
    OlderActsPlace(),
    BulkActsPlace(),
    PausesPlace(),
    TenantsPlace(),
    CustomerMarksPlace(),
    ReconciliationsPlace(),
    ReconciliationRowsPlace(),
    AwaitedRecordsPlace(),
)


async def search_all(database: Database, subject: Subject) -> Mapping[str, Sequence[Find]]:
    """Search every place; by its collection. Raises DatabaseError."""
    return {place.collection: [find async for find in place.search(database, subject)] for place in PLACES}
