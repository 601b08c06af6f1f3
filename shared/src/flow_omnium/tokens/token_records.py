"""What is stored of tokens besides their values: for people, who need no key to read it."""

from datetime import datetime

from flow_omnium.runtime.database import Database
from flow_omnium.tokens.store import COLLECTION
from flow_omnium.tokens.token_state import TokenRecord

_FIELDS = {"version": 1, "mintedAt": 1, "expiresAt": 1}


class TokenRecords:
    """Reads the collection of `TokenStore`, without the tokens. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._tokens = database[COLLECTION]

    async def get(self, tenant_uid: str) -> TokenRecord | None:
        """Return the record of the tenant's token, None when there is none."""
        document = await self._tokens.find_one({"_id": tenant_uid}, _FIELDS)
        version, minted_at, expires_at = (
            (document or {}).get(name) for name in ("version", "mintedAt", "expiresAt")
        )
        # What cannot be read is replaced like a token that is missing, and shown as that.
        if not (
            isinstance(version, int) and isinstance(minted_at, datetime) and isinstance(expires_at, datetime)
        ):
            return None
        return TokenRecord(version, minted_at, expires_at)
