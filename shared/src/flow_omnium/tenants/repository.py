"""Where tenants are stored: one document per tenant, its secrets sealed, with a revision that every change raises."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Collection as Several
from typing import Final, Generic, TypeVar

from flow_omnium.runtime.database import DURABLE_READS, Collection, Document, DuplicateKeyError, time_at
from flow_omnium.tenants.collection import TENANTS
from flow_omnium.tenants.contract import planned_and_written
from flow_omnium.tenants.history import CHANGES_KEPT, SUITE, Change, activation, change_read
from flow_omnium.tenants.keyring import Keyring
from flow_omnium.tenants.record import Applied, TenantRecord, applied, readable
from flow_omnium.tenants.sealing import sealed_document
from flow_omnium.tenants.stored import ReadRecord, revision_of, unreadable_record, whole_tenant, with_kept
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.unknown import UnknownTenant
from flow_omnium.tenants.webhook_secrets import HASHES, SEALS_WEBHOOK_SECRETS, hashes_for

COLLECTION: Final = TENANTS

_QUIET_MS: Final = 1_000
AT_ONCE: Final = 0.0
"""As the seconds between two questions for changes: the database answers as soon as there is one."""

_BETWEEN_QUESTIONS_SECONDS: Final = 0.2
_NO_WAIT_MS: Final = 1
_READ: Final = {"revision": 1, "settings": 1, HASHES: 1}
"""Nothing else is read, so nothing else of an odd shape can hide a tenant."""

_View = TypeVar("_View")


class TenantReader(Generic[_View]):
    """Reads the stored tenants as one service sees them; one that cannot be read hides no other.

    While a question for changes waits, the database wakes it for each write of any collection, which costs each job a
    seventh of the database. So there is a pause between two questions, unless a change must be known `AT_ONCE`.
    """

    def __init__(
        self,
        collection: Collection,
        read: ReadRecord[_View],
        *,
        pause_seconds: float = _BETWEEN_QUESTIONS_SECONDS,
    ) -> None:
        self._collection = collection
        self._read = read
        self._pause_seconds = pause_seconds

    async def records(self, tenant_uids: Several[str] | None = None) -> list[TenantRecord[_View]]:
        """Return the named tenants, or all, by uid."""
        query: Document = {} if tenant_uids is None else {"_id": {"$in": list(tenant_uids)}}
        found = self._collection.find(query, _READ).sort("_id")
        return [self._record(document) async for document in found]

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision, without reading the tenants."""
        found = self._collection.find({}, {"revision": 1})
        return {str(document["_id"]): revision_of(document) async for document in found}

    async def changes(self) -> AsyncIterator[bool]:
        """Yield True once the database reports changes and after each one, False after each pause or second without any.

        Raises DatabaseError, say without a replica set.
        """
        # A change stream reads what a majority has, and refuses every other read concern.
        durable = self._collection.with_options(read_concern=DURABLE_READS)
        patience = _NO_WAIT_MS if self._pause_seconds else _QUIET_MS
        async with durable.watch([{"$project": {"_id": 1}}], max_await_time_ms=patience) as stream:
            await stream.try_next()  # opens it
            yield True
            while stream.alive:
                is_change = await stream.try_next() is not None
                yield is_change
                if not is_change:
                    await asyncio.sleep(self._pause_seconds)

    def _record(self, document: Document) -> TenantRecord[_View]:
        try:
            return self._read(document)
        except Exception as error:  # noqa: BLE001 - whatever is odd in one document, it must hide no other
            return unreadable_record(document, type(error).__name__)


class TenantRepository(TenantReader[Tenant]):
    """The tenants in MongoDB: `{_id: tenantUid, revision, updatedAt, settings, webhookSecretHashes, history}`, the
    settings being the tenant file.

    See `contract.Tenants`. The history stands in the same document, so that no change is made without its entry.
    """

    def __init__(
        self, collection: Collection, keyring: Keyring, *, seals_webhook_secrets: bool = SEALS_WEBHOOK_SECRETS
    ) -> None:
        super().__init__(collection, whole_tenant(keyring))
        self._keyring = keyring
        self._seals_webhook_secrets = seals_webhook_secrets

    async def plan(self, tenant: Tenant) -> Applied:
        """Tell what applying the tenant would do; writes nothing."""
        stored = await self._collection.find_one({"_id": tenant.tenant_uid}, _READ)
        return applied(None if stored is None else self._record(stored), tenant)

    async def write(self, plan: Applied, *, by: str = SUITE) -> bool:
        """Carry a plan out, unless somebody else has changed the tenant since it was made; tell whether it was."""
        now = await time_at(self._collection)
        fields = {"revision": plan.revision, "updatedAt": now, **self._written(plan)}
        change = plan.change(by, now)
        if plan.replaces is None:
            return await self._inserted(
                {"_id": plan.tenant.tenant_uid, **fields, "history": [_entry(change)]}
            )
        # Compare-and-set on the revision: of two writers the second plans again, on what the first has stored.
        unchanged_since = {"_id": plan.tenant.tenant_uid, "revision": _stored(plan.replaces)}
        updated = await self._collection.update_one(unchanged_since, {"$set": fields, **_noting(change)})
        return updated.matched_count > 0

    async def apply(self, tenant: Tenant, *, by: str = SUITE) -> Applied:
        """Store the tenant unless it is stored just so. Raises KeepsChanging."""
        return await planned_and_written(self, tenant, by=by)

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        document = await self._collection.find_one({"_id": tenant_uid}, _READ)
        return None if document is None else readable(self._record(document))

    async def set_active(self, tenant_uid: str, active: bool, *, by: str = SUITE) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        now = await time_at(self._collection)
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

    def _written(self, plan: Applied) -> Document:
        tenant = plan.tenant
        settings = with_kept(sealed_document(tenant, self._keyring), plan.kept)
        if not self._seals_webhook_secrets:
            del settings["webhookSecrets"]
        secrets = [secret.get_secret_value() for secret in tenant.webhook_secrets]
        return {
            "settings": settings,
            HASHES: hashes_for(secrets, settings.get("webhookSecrets"), tenant.tenant_uid, plan.hashes),
        }

    async def _inserted(self, document: Document) -> bool:
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True


def _stored(revision: int) -> object:
    """Match a revision as it is stored; 0 is also what any damaged one is read as."""
    return revision if revision else {"$not": {"$type": ["int", "long"], "$ne": 0}}


def _entry(change: Change) -> Document:
    return change.model_dump()


def _noting(change: Change) -> Document:
    return {"$push": {"history": {"$each": [_entry(change)], "$slice": -CHANGES_KEPT}}}
