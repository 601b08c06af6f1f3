"""The state of a tenant's token, for people: read without the token itself, so without any key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flow_omnium.runtime.database import Database, Document
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.schedule import renewal_due_at
from flow_omnium.tokens.store import COLLECTION

_FIELDS = {"version": 1, "mintedAt": 1, "expiresAt": 1}
State = Literal["valid", "due", "expired", "none", "stopped"]


@dataclass(frozen=True)
class TokenRecord:
    """What is stored of a token besides its value. Times are UTC."""

    version: int
    minted_at: datetime
    expires_at: datetime


def state_of(token: TokenRecord | None, rejections: Rejections, now: datetime) -> State:
    """Name the state: `due` is valid, and about to be renewed; `stopped` means that Omnium refuses what it grants, and
    that nobody has got another token since."""
    if rejections.is_stopped(now) and (token is None or token.version == rejections.refused):
        return "stopped"
    if token is None:
        return "none"
    if now >= token.expires_at:
        return "expired"
    return "due" if now >= renewal_due_at(token.minted_at, token.expires_at) else "valid"


class TokenRecords:
    """Reads the collection of `TokenStore`, without the tokens. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._tokens = database[COLLECTION]

    async def get(self, tenant_uid: str) -> TokenRecord | None:
        """Return the record of the tenant's token, None when there is none."""
        document = await self._tokens.find_one({"_id": tenant_uid}, _FIELDS)
        return _read(document or {})

    async def of(self, tenant_uids: Collection[str]) -> Mapping[str, TokenRecord]:
        """Return the records of some tenants' tokens; who has none is left out."""
        found = self._tokens.find({"_id": {"$in": sorted(tenant_uids)}}, _FIELDS)
        read = {str(document["_id"]): _read(document) async for document in found}
        return {uid: record for uid, record in read.items() if record is not None}


def _read(document: Document) -> TokenRecord | None:
    version, minted_at, expires_at = (document.get(name) for name in ("version", "mintedAt", "expiresAt"))
    # What cannot be read is replaced like a token that is missing, and shown as that.
    if not (
        isinstance(version, int) and isinstance(minted_at, datetime) and isinstance(expires_at, datetime)
    ):
        return None
    return TokenRecord(version, minted_at, expires_at)
