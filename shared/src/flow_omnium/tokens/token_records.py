"""What is stored of tokens besides their values: for people, who need no key to read it."""

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
        if document is None:
            return None
        return TokenRecord(document["version"], document["mintedAt"], document["expiresAt"])
