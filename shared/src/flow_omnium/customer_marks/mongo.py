"""The marks of customers in MongoDB."""

import asyncio
import functools
import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from flow_omnium.customer_marks.port import CustomerMark, joined
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection, Database, Document, DuplicateKeyError

COLLECTION: Final = "customer_marks"

_COST: Final = 2**13
"""Of scrypt: some hundredths of a second for each guess of an id, though ids may be short numbers."""


class MongoMarks:
    """Marks in MongoDB: `{_id: digest, erased, guest, told: {field: digest}}`."""

    def __init__(self, database: Database) -> None:
        self._marks: Collection = database[COLLECTION]

    async def read(self, tenant_uid: str, customer_uid: str, *ids: str) -> CustomerMark:
        """See `CustomerMarks.read`."""
        keys = await mark_ids(tenant_uid, [customer_uid, *ids])
        async with translated():
            rows = {row["_id"]: row async for row in self._marks.find({"_id": {"$in": keys}})}
        return joined([_mark_of(rows.get(key, {})) for key in keys])

    async def note(self, tenant_uid: str, customer_uid: str, mark: CustomerMark) -> None:
        """See `CustomerMarks.note`."""
        (key,) = await mark_ids(tenant_uid, [customer_uid])
        fields = {"guest": mark.is_guest, "told": dict(mark.told)}
        async with translated():
            try:
                await self._marks.update_one(
                    {"_id": key, "erased": {"$ne": True}}, {"$set": fields}, upsert=True
                )
            except DuplicateKeyError:
                return  # erased: nothing more is kept

    async def erase(self, tenant_uid: str, ids: Iterable[str]) -> int:
        """See `CustomerMarks.erase`."""
        keys = await mark_ids(tenant_uid, sorted(set(ids)))
        return sum([await self._erase(key) for key in keys])

    async def _erase(self, key: str) -> int:
        bare = {"$set": {"erased": True}, "$unset": {"guest": "", "told": ""}}
        async with translated():
            done = await self._marks.update_one({"_id": key}, bare, upsert=True)
        return int(done.upserted_id is not None or done.modified_count)


async def mark_ids(tenant_uid: str, ids: Iterable[str]) -> list[str]:
    """Return the digests under which ids stand; they are worked out beside the event loop, for they take their time."""
    return [await asyncio.to_thread(_mark_id, tenant_uid, one) for one in ids]


@functools.lru_cache(maxsize=4096)
def _mark_id(tenant_uid: str, customer_id: str) -> str:
    salt = f"customer of {tenant_uid}".encode()
    return hashlib.scrypt(customer_id.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32).hex()


def _mark_of(row: Document) -> CustomerMark:
    told = row.get("told")
    return CustomerMark(
        is_erased=row.get("erased") is True,
        is_guest=row.get("guest") is True,
        told=told if isinstance(told, Mapping) else {},
    )
