"""Acts on many jobs in MongoDB, one document each in `bulk_acts`: written by whoever begins them, carried on under a lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from flow_omnium.jobs.ledger.documents import not_since
from flow_omnium.jobs.operator.act_jobs import KEPT_FOR
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState
from flow_omnium.runtime.database import (
    ASCENDING,
    Collection,
    Database,
    Document,
    IndexModel,
    ReturnDocument,
)

COLLECTION: Final = "bulk_acts"

INDEXES: Final = (
    IndexModel([("state", ASCENDING), ("_id", ASCENDING)], name="by_state"),
    IndexModel([("endedAt", ASCENDING)], name="expiry", expireAfterSeconds=round(KEPT_FOR.total_seconds())),
)

FAILED_LATELY: Final = timedelta(days=1)
"""For so long people are told of an act that has failed."""

_MOST_LOOKED_AT: Final = 200
_MILLISECONDS: Final = 2_000
_OPEN: Final = {"state": BulkState.OPEN.value}
_LEFT: Final = {"leaseOwner": "", "leaseUntil": ""}


class BulkActs:
    """The acts. Every method raises DatabaseError.

    An owner is a word of one taking and of no other, so that who has lost the lease changes nothing any more.
    """

    def __init__(self, database: Database) -> None:
        self._acts: Collection = database[COLLECTION]

    async def add(self, act: BulkAct) -> None:
        """Write an act down, to be carried out by whichever server takes it."""
        document = act.model_dump(by_alias=True, exclude_none=True) | {"state": act.state.value}
        await self._acts.insert_one(document)

    async def one(self, number: int) -> BulkAct | None:
        """Return the act of this number; None where there is none, or it cannot be read."""
        return _read(await self._acts.find_one({"_id": number}))

    async def take(self, owner: str, now: datetime, lease: timedelta) -> BulkAct | None:
        """Take an act that nobody is at; the oldest first."""
        free = _OPEN | {"leaseUntil": not_since(now)}
        update = {"$set": {"leaseOwner": owner, "leaseUntil": now + lease}}
        return _read(
            await self._acts.find_one_and_update(
                free, update, sort=[("_id", ASCENDING)], return_document=ReturnDocument.AFTER
            )
        )

    async def advance(self, act: BulkAct, until: datetime) -> BulkAct | None:
        """Write down how far it is, and stay at it until then (UTC); None where somebody else is at it by now, or nobody need be."""
        fields: dict[str, Any] = {
            "position": act.position,
            "done": act.done,
            "skipped": act.skipped,
            "refused": act.refused,
            "firstIsWell": act.first_is_well,
            "firstDoneAt": act.first_done_at,
            "movedAt": act.moved_at,
            "leaseUntil": until,
        }
        return _read(
            await self._acts.find_one_and_update(
                _of(act), {"$set": fields}, return_document=ReturnDocument.AFTER
            )
        )

    async def end(self, act: BulkAct, state: BulkState, why: str | None, now: datetime) -> bool:
        """Write down that nothing more is to be done; False where somebody else is at it by now."""
        fields = {"state": state.value, "why": why, "endedAt": now}
        ended = await self._acts.update_one(_of(act), {"$set": fields, "$unset": _LEFT})
        return ended.matched_count == 1

    async def note_defect(self, act: BulkAct) -> BulkAct | None:
        """Count that whoever is at it met a defect; None where somebody else is at it by now."""
        return _read(
            await self._acts.find_one_and_update(
                _of(act), {"$inc": {"defects": 1}}, return_document=ReturnDocument.AFTER
            )
        )

    async def in_trouble(self, now: datetime) -> Sequence[BulkAct]:
        """Return the acts that stand still or have failed within a day, the oldest first; of each sort so many at most."""
        failed = {"state": BulkState.FAILED.value, "endedAt": {"$gte": now - FAILED_LATELY}}
        found = [*await self._several(_OPEN), *await self._several(failed)]
        return [act for act in found if act.state is BulkState.FAILED or act.stands_still(now)]

    async def _several(self, wanted: Document) -> Sequence[BulkAct]:
        found = self._acts.find(wanted).sort("_id", ASCENDING).limit(_MOST_LOOKED_AT)
        read = [_read(document) async for document in found.max_time_ms(_MILLISECONDS)]
        return [act for act in read if act is not None]

    async def leave(self, server: str) -> None:
        """Leave what a server has taken to the next who looks; its owners begin with the server's name and a slash."""
        taken = _OPEN | {"leaseOwner": {"$gte": f"{server}/", "$lt": f"{server}0"}}
        # One by one: the driver repeats such a write after a lost connection, and never one of many.
        async for act in self._acts.find(taken, {"leaseOwner": 1}):
            await self._acts.update_one(
                {"_id": act["_id"], "leaseOwner": act["leaseOwner"]}, {"$unset": _LEFT}
            )

    async def ask_to_stop(self, number: int, who: str) -> bool:
        """Ask whoever is at it to stop; False where it has ended, or somebody has asked already."""
        asked = await self._acts.update_one(_OPEN | {"_id": number, "stop": None}, {"$set": {"stop": who}})
        return asked.matched_count == 1


def _of(act: BulkAct) -> Document:
    return _OPEN | {"_id": act.number, "leaseOwner": act.lease_owner}


def _read(document: Document | None) -> BulkAct | None:
    try:
        return None if document is None else BulkAct.model_validate(document)
    except ValidationError:
        return None
