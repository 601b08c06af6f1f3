"""Where tenants are stored: one document per tenant, its secrets sealed, with a revision that every change raises."""

from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Collection as Several
from datetime import UTC, datetime
from typing import Final

from flow_omnium.runtime.database import DURABLE_READS, Collection, Document, DuplicateKeyError
from flow_omnium.tenants.contract import planned_and_written
from flow_omnium.tenants.history import CHANGES_KEPT, SUITE, Change, activation, change_read
from flow_omnium.tenants.record import Applied, TenantRecord, UnknownTenant, applied, readable
from flow_omnium.tenants.sealing import SecretsUnreadable, opened_document, sealed_document
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant, read_tenant

COLLECTION = "tenants"
_QUIET_MS: Final = 1_000
_WITHOUT_HISTORY: Final = {"history": 0}


class TenantRepository:
    """The tenants in MongoDB: `{_id: tenantUid, revision, updatedAt, settings: <the tenant file>, history}`.

    See `contract.Tenants`. The history stands in the same document, so that no change is made without its entry.
    """

    def __init__(self, collection: Collection, secret_box: SecretBox) -> None:
        self._collection = collection
        self._box = secret_box

    async def plan(self, tenant: Tenant) -> Applied:
        """Tell what applying the tenant would do; writes nothing."""
        stored = await self._collection.find_one({"_id": tenant.tenant_uid}, _WITHOUT_HISTORY)
        return applied(None if stored is None else self._read(stored), tenant)

    async def write(self, plan: Applied, *, by: str = SUITE) -> bool:
        """Carry a plan out, unless somebody else has changed the tenant since it was made; tell whether it was."""
        now = datetime.now(UTC)
        fields = {
            "revision": plan.revision,
            "updatedAt": now,
            "settings": sealed_document(plan.tenant, self._box),
        }
        change = plan.change(by, now)
        if plan.replaces is None:
            return await self._inserted(
                {"_id": plan.tenant.tenant_uid, **fields, "history": [_entry(change)]}
            )
        unchanged_since = {"_id": plan.tenant.tenant_uid, "revision": _stored(plan.replaces)}
        updated = await self._collection.update_one(unchanged_since, {"$set": fields, **_noting(change)})
        return updated.matched_count > 0

    async def apply(self, tenant: Tenant, *, by: str = SUITE) -> Applied:
        """Store the tenant unless it is stored just so. Raises KeepsChanging."""
        return await planned_and_written(self, tenant, by=by)

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        document = await self._collection.find_one({"_id": tenant_uid}, _WITHOUT_HISTORY)
        return None if document is None else readable(self._read(document))

    async def records(self, tenant_uids: Several[str] | None = None) -> list[TenantRecord]:
        """Return the named tenants, or all, by uid; one that cannot be read hides no other."""
        query: Document = {} if tenant_uids is None else {"_id": {"$in": list(tenant_uids)}}
        found = self._collection.find(query, _WITHOUT_HISTORY).sort("_id")
        return [self._read(document) async for document in found]

    async def set_active(self, tenant_uid: str, active: bool, *, by: str = SUITE) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        now = datetime.now(UTC)
        result = await self._collection.update_one(
            {"_id": tenant_uid, "settings.active": {"$ne": active}},
            {
                "$set": {"settings.active": active, "updatedAt": now},
                "$inc": {"revision": 1},
                **_noting(activation(active, by, now)),
            },
        )
        if result.modified_count:
            return True
        if await self._collection.count_documents({"_id": tenant_uid}, limit=1) == 0:
            raise UnknownTenant(tenant_uid)
        return False

    async def history(self, tenant_uid: str) -> Sequence[Change]:
        """Return the tenant's latest changes, the newest first. Raises UnknownTenant."""
        document = await self._collection.find_one({"_id": tenant_uid}, {"history": 1})
        if document is None:
            raise UnknownTenant(tenant_uid)
        kept = document.get("history")
        return [change_read(entry) for entry in reversed(kept)] if isinstance(kept, list) else []

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision, without reading the tenants."""
        found = self._collection.find({}, {"revision": 1})
        return {str(document["_id"]): _revision(document) async for document in found}

    async def changes(self) -> AsyncIterator[bool]:
        """Yield True once the database reports changes and after each one, False after each second without any.

        Raises DatabaseError, say without a replica set.
        """
        # The database refuses a stream of changes that asks for any other kind of reads.
        durable = self._collection.with_options(read_concern=DURABLE_READS)
        watched = durable.watch([{"$project": {"_id": 1}}], max_await_time_ms=_QUIET_MS)
        async with watched as stream:
            await stream.try_next()  # opens it
            yield True
            while stream.alive:
                yield await stream.try_next() is not None

    async def _inserted(self, document: Document) -> bool:
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    def _read(self, document: Document) -> TenantRecord:
        uid, revision, settings = str(document["_id"]), _revision(document), document.get("settings")
        try:
            opened = opened_document(
                settings if isinstance(settings, dict) else {}, self._box, tenant_uid=uid
            )
            return TenantRecord(uid, revision, read_tenant(opened))
        except (SecretsUnreadable, InvalidTenant) as error:
            return TenantRecord(uid, revision, None, str(error))


def _revision(document: Document) -> int:
    revision = document.get("revision")
    return revision if isinstance(revision, int) else 0


def _stored(revision: int) -> object:
    """Match a revision as it is stored; 0 is also what any damaged one is read as."""
    return revision if revision else {"$not": {"$type": ["int", "long"], "$ne": 0}}


def _entry(change: Change) -> Document:
    return change.model_dump()


def _noting(change: Change) -> Document:
    return {"$push": {"history": {"$each": [_entry(change)], "$slice": -CHANGES_KEPT}}}
