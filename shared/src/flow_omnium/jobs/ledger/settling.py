"""Settling what jobs have flagged, once a later job of the same kind and key has compared both sides (see `attention`)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.attention import compares_whole, open_flags, settled_by, settled_flags
from flow_omnium.jobs.entry import JobEntry, Settled
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.ledger.documents import WITHOUT_ATTEMPTS
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.jobs.message import Identity
from flow_omnium.jobs.state import FINAL
from flow_omnium.runtime.database import Collection, Document, UpdateOne
from flow_omnium.runtime.logging import get_logger

IS_OPEN: Final = {"attention.0": {"$exists": True}}
"""Match entries with a flag that nobody has settled; few have one, and those have an index of their own."""

ENDED_WITH_FLAGS: Final[Document] = IS_OPEN | {"state": {"$in": sorted(state.value for state in FINAL)}}
"""Match entries whose flags a later comparison settles: a job that is tried on raises its own afresh."""


def flagged_of(keys: Sequence[str]) -> Document:
    """Match the entries of these keys whose flags a later comparison settles."""
    return {"key": {"$in": sorted(set(keys))}} | ENDED_WITH_FLAGS


Ending = tuple[JobEntry, AttemptResult, datetime]


class Settling:
    """Settles the flags of earlier jobs. Whether there are any, the claim of a job has mostly told already."""

    def __init__(self, jobs: Collection) -> None:
        self._jobs = jobs
        self._log = get_logger("ledger")

    async def after(self, endings: Sequence[Ending]) -> None:
        """Settle what these runs, which are written down already, have left nothing of. Raises nothing."""
        compared = [ending for ending in endings if ending[1].has_compared and compares_whole(ending[0])]
        if not compared:
            return
        try:
            with translated():
                await self._settle(compared)
        # The runs stand; whatever compares the record next settles the same.
        except LedgerUnavailableError as error:
            self._log.warning("flags of earlier jobs are not settled", error=str(error))

    async def _settle(self, compared: Sequence[Ending]) -> None:
        flagging = [ending for ending in compared if _flags(ending)]
        settled = await self._entries(flagging, {"settled": {"$exists": True}}) if flagging else {}
        # While a job runs, no other of its identity does: what had no flags when it was claimed has none now. One that somebody has
        # cancelled meanwhile keeps its flags until the next comparison.
        unsure = [ending for ending in compared if ending[0].may_follow_flags]
        still_open = await self._entries(unsure, ENDED_WITH_FLAGS) if unsure else {}
        if not settled and not still_open:
            return
        writes = [
            write
            for entry, result, at in compared
            for write in _writes(entry, result, at, settled, still_open)
        ]
        if writes:
            await bulk.write(self._jobs, writes)

    async def _entries(
        self, endings: Sequence[Ending], wanted: Document
    ) -> Mapping[Identity, Sequence[JobEntry]]:
        """Return other entries of the same keys."""
        keys = sorted({entry.key for entry, _, _ in endings})
        found = self._jobs.find({"key": {"$in": keys}} | wanted, WITHOUT_ATTEMPTS)
        read = [read_entry(document) async for document in found]
        by_identity: defaultdict[Identity, list[JobEntry]] = defaultdict(list)
        for entry in read:
            if isinstance(entry, JobEntry):
                by_identity[entry.identity].append(entry)
        return by_identity


def _flags(ending: Ending) -> Sequence[str]:
    attempt = ending[1].attempt
    return () if attempt is None else attempt.flags


def _writes(
    entry: JobEntry,
    result: AttemptResult,
    at: datetime,
    settled: Mapping[Identity, Sequence[JobEntry]],
    still_open: Mapping[Identity, Sequence[JobEntry]],
) -> Iterator[UpdateOne]:
    identity = entry.identity
    flags = open_flags(_flags((entry, result, at)), entry.settled)
    stays = settled_flags(one.settled for one in settled.get(identity, ()) if one.job_id != entry.job_id)
    left = open_flags(flags, stays)
    if stays is not None and left != flags:
        yield settled_as(entry.model_copy(update={"attention": flags}), left, stays)
    now = entry.model_copy(update={"attention": left})
    for one in still_open.get(identity, ()):
        if one.job_id != entry.job_id:
            yield settled_as(one, (), settled_by(now, one.attention, at))


def settled_as(entry: JobEntry, left: Sequence[str], settled: Settled) -> UpdateOne:
    """Settle the flags as they were read: whatever else was flagged meanwhile stays open."""
    as_it_was = {"_id": entry.job_id, "attention": list(entry.attention)}
    return UpdateOne(
        as_it_was, {"$set": {"attention": list(left), "settled": settled.model_dump(by_alias=True)}}
    )
