"""Where tenants are stored: one document per tenant, its secrets sealed, with a revision that every change raises."""

from collections.abc import AsyncIterator, Mapping
from collections.abc import Collection as Several
from datetime import UTC, datetime
from typing import Any, Protocol

from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError
from flow_omnium.tenants.record import (
    Applied,
    TenantRecord,
    UnknownTenant,
    applied,
    readable,
)
from flow_omnium.tenants.sealing import SecretsUnreadable, opened_document, sealed_document
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant, read_tenant

COLLECTION = "tenants"


class Tenants(Protocol):
    """The stored tenants, as the operator's console sees them."""

    async def apply(self, tenant: Tenant) -> Applied:
        """Store the tenant unless it is stored just so; safe to repeat and against another writer."""
        ...

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        ...

    async def records(self, tenant_uids: Several[str] | None = None) -> list[TenantRecord]:
        """Return the named tenants, or all, by uid; one that cannot be read hides no other."""
        ...

    async def set_active(self, tenant_uid: str, active: bool) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        ...

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision, without reading the tenants."""
        ...


class TenantRepository:
    """The tenants in MongoDB: `{_id: tenantUid, revision, updatedAt, settings: <the tenant file>}`."""

    def __init__(self, collection: Collection, secret_box: SecretBox) -> None:
        self._collection = collection
        self._box = secret_box

    async def apply(self, tenant: Tenant) -> Applied:
        """Store the tenant unless it is stored just so; safe to repeat and against another writer."""
        while True:
            stored = await self._record(tenant.tenant_uid)
            result = applied(stored, tenant)
            if result.outcome == "unchanged" or await self._replaced(stored, result):
                return result

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        record = await self._record(tenant_uid)
        return None if record is None else readable(record)

    async def records(self, tenant_uids: Several[str] | None = None) -> list[TenantRecord]:
        """Return the named tenants, or all, by uid; one that cannot be read hides no other."""
        query: Document = {} if tenant_uids is None else {"_id": {"$in": list(tenant_uids)}}
        return [self._read(document) async for document in self._collection.find(query).sort("_id")]

    async def set_active(self, tenant_uid: str, active: bool) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        result = await self._collection.update_one(
            {"_id": tenant_uid, "settings.active": {"$ne": active}},
            {"$set": {"settings.active": active, "updatedAt": datetime.now(UTC)}, "$inc": {"revision": 1}},
        )
        if result.modified_count:
            return True
        if await self._collection.count_documents({"_id": tenant_uid}, limit=1) == 0:
            raise UnknownTenant(tenant_uid)
        return False

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision, without reading the tenants."""
        found = self._collection.find({}, {"revision": 1})
        return {str(document["_id"]): _revision(document) async for document in found}

    async def changes(self) -> AsyncIterator[None]:
        """Yield once the database reports changes, then after each one. Raises DatabaseError, say without a replica set."""
        async with self._collection.watch([{"$project": {"_id": 1}}]) as stream:
            await stream.try_next()  # opens it
            yield
            async for _ in stream:
                yield

    async def _record(self, tenant_uid: str) -> TenantRecord | None:
        document = await self._collection.find_one({"_id": tenant_uid})
        return None if document is None else self._read(document)

    async def _replaced(self, stored: TenantRecord | None, result: Applied) -> bool:
        """Write, unless somebody else has written since `stored` was read."""
        document = {
            "_id": result.tenant.tenant_uid,
            "revision": result.revision,
            "updatedAt": datetime.now(UTC),
            "settings": sealed_document(result.tenant, self._box),
        }
        if stored is None:
            return await self._inserted(document)
        unchanged_since = {"_id": stored.tenant_uid, "revision": stored.revision}
        replaced = await self._collection.replace_one(unchanged_since, document)
        return replaced.matched_count > 0

    async def _inserted(self, document: dict[str, Any]) -> bool:
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
