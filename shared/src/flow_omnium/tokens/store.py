"""Stores Omnium tokens: one document per tenant, sealed, replaced only by compare-and-set on its version."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError
from flow_omnium.tenants.secret_box import SecretBox, SecretUnreadable

COLLECTION = "tokens"

ORIGIN = "origin"

_KEY = "OMNIUM_TOKEN"

_LONG_AGO = datetime.fromtimestamp(0, UTC)

_UNNOTED = "no origin"
"""Stands for the destination of a token that was stored before one was noted: a token is always sent somewhere."""

NO_VERSION = 0
"""The version that stands for «there is no token yet»; the first token has the next one."""


@dataclass(frozen=True)
class StoredToken:
    """A token as it was minted. `value` is None when it is stored but cannot be decrypted. Times are UTC.

    `origin` is whose token it is, and so the only destination that it may be sent to; None for one that was stored
    before that was noted.
    """

    value: str | None = field(repr=False)
    version: int
    expires_at: datetime
    minted_at: datetime
    origin: str | None = None

    def is_for(self, origin: str) -> bool:
        """Tell whether the token may be sent to this origin."""
        return self.origin in (None, origin)


class Tokens(Protocol):
    """Where the token-manager keeps the tokens."""

    async def read(self, tenant_uid: str) -> StoredToken | None:
        """Return the tenant's token, None when there is none."""
        ...

    async def replace(self, tenant_uid: str, token: StoredToken, *, replaces: int) -> bool:
        """Store `token` if the stored version is still `replaces` (NO_VERSION: none stored); tell whether it was."""
        ...


class TokenStore:
    """The tokens in MongoDB: `{_id, tenantUid, OMNIUM_TOKEN: <sealed>, origin, version, expiresAt, mintedAt}`.

    A token is sealed for the origin that granted it, so a document whose origin was changed does not open.
    """

    def __init__(self, collection: Collection, secret_box: SecretBox) -> None:
        self._collection = collection
        self._box = secret_box

    async def read(self, tenant_uid: str) -> StoredToken | None:
        """Return the tenant's token, None when there is none."""
        document = await self._collection.find_one({"_id": tenant_uid})
        if document is None:
            return None
        version, expires_at, minted_at = (document.get(name) for name in ("version", "expiresAt", "mintedAt"))
        if not isinstance(version, int):
            return None  # what cannot be read is only replaced, never an error
        if not isinstance(expires_at, datetime) or not isinstance(minted_at, datetime):
            return StoredToken(value=None, version=version, expires_at=_LONG_AGO, minted_at=_LONG_AGO)
        return StoredToken(self._opened(document), version, expires_at, minted_at, document.get(ORIGIN))

    async def replace(self, tenant_uid: str, token: StoredToken, *, replaces: int) -> bool:
        """Store `token` if the stored version is still `replaces` (NO_VERSION: none stored); tell whether it was."""
        document = self._document(tenant_uid, token)
        # A version that is no number is read as none, so a first token replaces it.
        stored = replaces if replaces != NO_VERSION else {"$not": {"$type": "number"}}
        try:
            result = await self._collection.replace_one(
                {"_id": tenant_uid, "version": stored}, document, upsert=replaces == NO_VERSION
            )
        except DuplicateKeyError:  # the upsert of a first token met one that is stored already
            return False
        return result.matched_count > 0 or result.upserted_id is not None

    def _document(self, tenant_uid: str, token: StoredToken) -> Document:
        if token.value is None:
            raise ValueError("a token without its value cannot be stored")
        return {
            "_id": tenant_uid,
            "tenantUid": tenant_uid,
            _KEY: self._box.seal(token.value, tenant_uid=tenant_uid, name=_KEY, origin=token.origin),
            ORIGIN: token.origin,
            "version": token.version,
            "expiresAt": token.expires_at,
            "mintedAt": token.minted_at,
        }

    def _opened(self, document: Document) -> str | None:
        """A token that cannot be opened, say after its key was removed, is only replaced, never an error."""
        try:
            origin = document.get(ORIGIN) or _UNNOTED
            return self._box.open(document.get(_KEY), tenant_uid=document["_id"], name=_KEY, origin=origin)
        except SecretUnreadable:
            return None
