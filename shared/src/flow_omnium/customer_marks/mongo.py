"""The marks of customers in MongoDB."""

import asyncio
import functools
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Final

from flow_omnium.customer_marks.port import CustomerMark
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection, Database, Document

COLLECTION: Final = "customer_marks"

_COST: Final = 2**13
"""Of scrypt (RFC 7914): some hundredths of a second per guess, since ids may be short numbers that one could try."""

_BUCKET_DIGITS: Final = 4


class MongoMarks:
    """Marks in MongoDB: `{_id: digest, guest, told: {field: digest}}`, and of who was erased `{_id: bucket and slow digest, erased}`.

    An order looks for both marks of its customer, so the way to them is cheap: an id that was erased stands in its bucket,
    one of 65,536, and the slow digest is worked out only where somebody of that bucket was erased.
    """

    def __init__(self, database: Database) -> None:
        self._marks: Collection = database[COLLECTION]

    async def read(self, tenant_uid: str, customer_uid: str, *ids: str) -> CustomerMark:
        """See `CustomerMarks.read`."""
        note = note_id(tenant_uid, customer_uid)
        buckets = {one: _bucket(tenant_uid, one) for one in (customer_uid, *ids)}
        wanted = [{"_id": note}, *({"_id": {"$regex": f"^{bucket}"}} for bucket in buckets.values())]
        with translated():
            rows = {row["_id"]: row async for row in self._marks.find({"$or": wanted})}
        suspects = [one for one, bucket in buckets.items() if any(key.startswith(bucket) for key in rows)]
        is_erased = any([await _erased_key(tenant_uid, one) in rows for one in suspects])
        return CustomerMark(is_erased=True) if is_erased else _mark_of(rows.get(note, {}))

    async def note(self, tenant_uid: str, customer_uid: str, mark: CustomerMark) -> None:
        """See `CustomerMarks.note`."""
        if (await self.read(tenant_uid, customer_uid)).is_erased:
            return  # nothing more is kept
        fields = {"guest": mark.is_guest, "told": dict(mark.told)}
        with translated():
            await self._marks.update_one(
                {"_id": note_id(tenant_uid, customer_uid)}, {"$set": fields}, upsert=True
            )

    async def erase(self, tenant_uid: str, ids: Iterable[str]) -> int:
        """See `CustomerMarks.erase`."""
        return sum([await self._erase(tenant_uid, one) for one in sorted(set(ids))])

    async def _erase(self, tenant_uid: str, customer_id: str) -> int:
        key = await _erased_key(tenant_uid, customer_id)
        with translated():
            done = await self._marks.update_one({"_id": key}, {"$set": {"erased": True}}, upsert=True)
            await self._marks.delete_one({"_id": note_id(tenant_uid, customer_id)})
        return int(done.upserted_id is not None)


def note_id(tenant_uid: str, customer_id: str) -> str:
    """Return the digest under which notes of a customer are kept; they go when the customer is erased."""
    return _digest(tenant_uid, customer_id).hex()


def _bucket(tenant_uid: str, customer_id: str) -> str:
    # Of another digest than the notes' id, so that the one does not lead to the other.
    return f"erased:{_digest(f'erased of {tenant_uid}', customer_id).hex()[:_BUCKET_DIGITS]}:"


def _digest(of: str, customer_id: str) -> bytes:
    return hmac.digest(of.encode(), customer_id.encode(), "sha256")


async def _erased_key(tenant_uid: str, customer_id: str) -> str:
    """Return the key under which an erased id is kept; computed in a thread, since it would block the event loop."""
    slow = await asyncio.to_thread(_slow_digest, tenant_uid, customer_id)
    return f"{_bucket(tenant_uid, customer_id)}{slow}"


@functools.lru_cache(maxsize=4096)
def _slow_digest(tenant_uid: str, customer_id: str) -> str:
    salt = f"customer of {tenant_uid}".encode()
    return hashlib.scrypt(customer_id.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32).hex()


def _mark_of(row: Document) -> CustomerMark:
    told = row.get("told")
    return CustomerMark(
        is_guest=row.get("guest") is True,
        told=told if isinstance(told, Mapping) else {},
    )
