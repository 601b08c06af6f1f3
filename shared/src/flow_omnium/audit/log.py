"""The audit log in MongoDB: appended to by whoever acts, one number after another, however many act at once."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import NO_HEAD, Head, Stored, head_of, new_record
from flow_omnium.audit.signing import Signer
from flow_omnium.runtime.database import ASCENDING, DESCENDING, Database, DuplicateKeyError, IndexModel
from flow_omnium.runtime.database import Collection as Documents

COLLECTION: Final = "audit"
_MILLISECONDS: Final = 2_000
"""How long a list of records may take the database: one that takes longer is given up, and nothing else waits for it."""

_ROUNDS: Final = 200
_NUMBERED: Final = {"_id": {"$type": ["int", "long"]}}
_PRUNED_AT_ONCE: Final = 1_000

INDEXES: Final = (
    IndexModel([("content.of", ASCENDING)], name="by_act", sparse=True),
    IndexModel([("kind", ASCENDING), ("content.by", ASCENDING), ("_id", DESCENDING)], name="by_person"),
    IndexModel([("kind", ASCENDING), ("content.act", ASCENDING), ("_id", DESCENDING)], name="by_name"),
    IndexModel([("kind", ASCENDING), ("content.tenant", ASCENDING), ("_id", DESCENDING)], name="by_tenant"),
)
"""For who looks an act's outcome up, and for lists of what somebody did: a year's acts are not read for them.
The kind goes before: an outcome has no tenant, and those are half of all records."""


class KeepsGrowing(Exception):
    """Others appended each time between our look and our write; nothing was written, so nothing is done either."""

    def __init__(self) -> None:
        super().__init__("the audit log cannot be written to: others forestalled it again and again")


class AuditLog:
    """The log. Every method raises DatabaseError.

    The number of a record is its `_id`, which the database keeps unique: of two who append at once one is refused, looks
    again and follows the other. Appending takes the rights to find and to insert, and no other; erasing takes
    the right to update, pruning the right to remove.
    """

    def __init__(self, database: Database) -> None:
        self._records: Documents = database[COLLECTION]

    async def append(self, kind: Kind, content: Mapping[str, Any], at: datetime) -> Head:
        """Add a record behind the last one. Raises KeepsGrowing, or ValueError for fields that the kind has not."""
        for attempt in range(_ROUNDS):
            record = new_record(await self._last(), kind, content, at)
            if await self._inserted(record):
                return head_of(record)
            await _wait_a_little(attempt)
        raise KeepsGrowing

    async def checkpoint(self, signer: Signer, at: datetime) -> Head:
        """Sign for everything up to here; the head of the checkpoint itself is the anchor to keep elsewhere."""
        for attempt in range(_ROUNDS):
            last = await self._last()
            content = signer.signed(Kind.CHECKPOINT, last, at)
            record = new_record(last, Kind.CHECKPOINT, content, at)
            if await self._inserted(record):
                return head_of(record)
            await _wait_a_little(attempt)
        raise KeepsGrowing

    async def records(self, since: int | None = None) -> AsyncIterator[Stored]:
        """Give the records in the order of their numbers; what is no number comes first or last, as the database sorts."""
        wanted = {} if since is None else {"_id": {"$gte": since}}
        async for record in self._records.find(wanted).sort("_id", ASCENDING):
            yield record

    async def latest(
        self, limit: int, kinds: Collection[Kind] = (), only: Mapping[str, Any] = MappingProxyType({})
    ) -> Sequence[Stored]:
        """Return the latest records, newest first; `only` narrows them further, as a query of the database does.

        What the database does not find within two seconds is given up.
        """
        wanted: dict[str, Any] = {**only, **_NUMBERED}
        if kinds:
            wanted |= {"kind": {"$in": [kind.value for kind in kinds]}}
        found = self._records.find(wanted).sort("_id", DESCENDING).limit(limit)
        return [record async for record in found.max_time_ms(_MILLISECONDS)]

    async def one(self, sequence: int) -> Stored | None:
        """Return the record of a number, or None."""
        return await self._records.find_one({"_id": sequence})

    async def outcomes(self, sequences: Collection[int]) -> Mapping[int, Stored]:
        """Return the outcomes of acts, by the numbers of the acts; one that was broken off has none."""
        if not sequences:
            return {}
        of = {"content.of": {"$in": list(sequences)}}
        wanted = {"_id": {"$gt": min(sequences)}, "kind": Kind.OUTCOME.value} | of
        found = self._records.find(wanted).max_time_ms(_MILLISECONDS)
        outcomes = {record["content"].get("of"): record async for record in found if "content" in record}
        return {sequence: outcomes[sequence] for sequence in sequences if sequence in outcomes}

    async def erase(self, sequences: Collection[int]) -> int:
        """Take the erasable fields from these records, with their salts; return from how many. An erasure names them first."""
        count = 0
        for kind, fields in FIELDS.items():
            gone = {f"{part}.{name}": "" for part in ("content", "salts") for name in fields.erasable}
            if gone:
                wanted = {"_id": {"$in": list(sequences)}, "kind": kind.value}
                count += (await self._records.update_many(wanted, {"$unset": gone})).modified_count
        return count

    async def may_erase(self) -> None:
        """Raise DatabaseError for a user that may not take fields from records: before anything is begun."""
        await self._records.update_many({"_id": {"$in": []}}, {"$unset": {"salts.target": ""}})

    async def prunable(self, before: datetime) -> Stored | None:
        """Return the newest checkpoint from before that time: everything before it may go, and it becomes the first."""
        wanted = {"kind": Kind.CHECKPOINT.value, "at": {"$lt": before}}
        found = await self._records.find(wanted).sort("_id", DESCENDING).limit(1).to_list(1)
        return found[0] if found else None

    async def before(self, sequence: int) -> int:
        """Count the records before a number."""
        return await self._records.count_documents({"_id": {"$lt": sequence}})

    async def prune(self, checkpoint: Stored, signer: Signer, by: str, at: datetime) -> int:
        """Note, signed, that everything before a checkpoint goes, then let it go, the oldest first; return how many went."""
        await self._records.delete_many(
            {"_id": {"$in": []}}
        )  # refused to a user that may not, before it is noted
        through = Head(checkpoint["_id"] - 1, checkpoint["previous"])
        signed = signer.signed(Kind.PRUNE, through, at)
        await self.append(Kind.PRUNE, {"by": by, **signed}, at)
        gone = 0
        while True:
            oldest = self._records.find({"_id": {"$lte": through.sequence}}, {"_id": 1}).sort(
                "_id", ASCENDING
            )
            ids = [record["_id"] async for record in oldest.limit(_PRUNED_AT_ONCE)]
            if not ids:
                return gone
            gone += (await self._records.delete_many({"_id": {"$in": ids}})).deleted_count

    async def _last(self) -> Head:
        """The end of the log. A record that a crash takes back takes with it whatever was built on it, unacknowledged too."""
        found = await self._records.find(_NUMBERED).sort("_id", DESCENDING).limit(1).to_list(1)
        return head_of(found[0]) if found else NO_HEAD

    async def _inserted(self, record: Mapping[str, Any]) -> bool:
        try:
            await self._records.insert_one(dict(record))
        except DuplicateKeyError:
            return False
        return True


async def _wait_a_little(attempt: int) -> None:
    """Spread those who forestall one another."""
    await asyncio.sleep(random.uniform(0, 0.005 * min(attempt + 1, 20)))  # noqa: S311 - no secret
