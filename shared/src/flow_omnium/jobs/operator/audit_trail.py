"""What operators did, who did it and when: each act goes into the audit log before it begins, and its outcome after it.

Acts from before the audit log are in the collection `acts` until their year is over. They are listed behind the others, and
nothing proves them.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog, KeepsGrowing
from flow_omnium.audit.record import Head
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.kept_acts import (
    DONE,
    SIGN_IN,
    KeptEntry,
    act_before_the_chain,
    kept_act,
)
from flow_omnium.runtime.database import (
    DESCENDING,
    Collection,
    Database,
    DatabaseError,
    Document,
    server_time,
)

__all__ = ["DONE", "SIGN_IN", "ActFilter", "AuditTrail", "KeptEntry", "OutcomeNotKept", "Tally"]

COLLECTION = "acts"
"""Where acts stood before the audit log; nothing is written there any more."""


class OutcomeNotKept(Exception):
    """An act was carried out, and stands in the audit log, but how it ended could not be added there."""


@dataclass(frozen=True)
class ActFilter:
    """Which acts are meant; a field that is None does not restrict. `since` is UTC, the other texts are whole words.

    `tenant` also means what names it in passing; `of_tenants` only what was done to one of these, which is all that people see
    who are limited to them.
    """

    tenant: str | None = None
    by: str | None = None
    act: str | None = None
    since: datetime | None = None
    of_tenants: frozenset[str] | None = None

    @property
    def kinds(self) -> Sequence[Kind]:
        """Which records tell such acts. Sign-ins stand among the acts; they are of no tenant."""
        if self.act == SIGN_IN:
            return [Kind.SIGN_IN]
        is_any = self.act is None and self.tenant is None and self.of_tenants is None
        return [Kind.ACT, Kind.SIGN_IN] if is_any else [Kind.ACT]

    def query(self) -> Document:
        """Write it as a query of the audit log, beside its kinds."""
        act = None if self.act == SIGN_IN else self.act
        given: Document = {"content.by": self.by, "content.act": act}
        if self.of_tenants is not None:
            given["content.tenant"] = {"$in": sorted(self.of_tenants)}
        query = {name: value for name, value in given.items() if value is not None}
        if self.since is not None:
            query["at"] = {"$gte": self.since}
        return query if self.tenant is None else query | acts_on_tenant(self.tenant)


EVERY_ACT: Final = ActFilter()


def acts_on_tenant(tenant_uid: str) -> Document:
    """Match the acts on a tenant; those that do not say which one by what they were aimed at, and whose jobs it was."""
    named = {"$regex": rf"(^|[^\w-]){re.escape(tenant_uid)}($|[^\w-])"}
    texts = [{"content.target": named}, {"content.details": named}]
    return {"$or": [{"content.tenant": tenant_uid}, {"content.tenant": {"$exists": False}, "$or": texts}]}


@dataclass
class Tally:
    """Counts while an act goes on. `sequence` is its number in the audit log."""

    sequence: int
    count: int = 0


class AuditTrail:
    """The acts in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._client = database.client
        self._log = AuditLog(database)
        self._before_the_chain: Collection = database[COLLECTION]

    @asynccontextmanager
    async def kept(
        self, act: AuditEntry, target: str, *, tenant: str | None = None, details: Sequence[str] = ()
    ) -> AsyncIterator[Tally]:
        """Write an act down before it begins; how far it came is added when it ends. What cannot be written is not begun.

        Raises OutcomeNotKept when the act was carried out and only its outcome could not be added; KeepsGrowing.
        """
        tally = await self.begin(act, target, tenant=tenant, details=details)
        try:
            yield tally
        except BaseException as error:
            await self._ended_badly(tally, error)
            raise
        await self._ended_well(act, tally)

    async def begin(
        self, act: AuditEntry, target: str, *, tenant: str | None = None, details: Sequence[str] = ()
    ) -> Tally:
        """Write an act down that somebody else may end: `end` adds how far it came. Raises KeepsGrowing."""
        told: dict[str, Any] = {"act": act.act, "by": act.by, "reason": act.reason, "target": target}
        more = {"via": act.via, "tenant": tenant, "details": list(details) or None}
        told |= {name: value for name, value in more.items() if value is not None}
        return Tally((await self._log.append(Kind.ACT, told, act.at)).sequence)

    async def end(self, tally: Tally, result: str = DONE) -> None:
        """Add the outcome of an act that was begun, unless it has one: who ends it may have died between. Raises KeepsGrowing."""
        if not await self._log.outcomes([tally.sequence]):
            await self._outcome(tally, result)

    async def latest(self, limit: int, wanted: ActFilter = EVERY_ACT) -> Sequence[KeptEntry]:
        """Return the latest acts that are wanted, newest first; of all acts also those from before the chain, behind the others."""
        records = await self._log.latest(limit, wanted.kinds, wanted.query())
        outcomes = await self._log.outcomes([record["_id"] for record in records])
        acts = [kept_act(record, outcomes.get(record["_id"])) for record in records]
        room = limit - len(acts) if wanted == EVERY_ACT else 0
        return [*acts, *(await self.before_the_chain(room))]

    async def one(self, sequence: int) -> KeptEntry | None:
        """Return the act of this number; None where the record is missing, or tells something else."""
        record = await self._log.one(sequence)
        if record is None or record.get("kind") not in {Kind.ACT.value, Kind.SIGN_IN.value}:
            return None
        return kept_act(record, (await self._log.outcomes([sequence])).get(sequence))

    async def before_the_chain(self, limit: int) -> Sequence[KeptEntry]:
        """Return the latest acts that were kept before there was a chain, newest first."""
        if limit < 1:  # the database takes no limit for all of them
            return []
        found = self._before_the_chain.find({}).sort("at", DESCENDING).limit(limit)
        return [act_before_the_chain(row) async for row in found]

    async def _ended_badly(self, tally: Tally, error: BaseException) -> None:
        """Add what is known; the error that ended the act is the one to be told of."""
        try:
            await self._outcome(tally, f"failed: {type(error).__name__}")
        except (DatabaseError, KeepsGrowing):
            return

    async def _ended_well(self, act: AuditEntry, tally: Tally) -> None:
        try:
            await self._outcome(tally, DONE)
        except (DatabaseError, KeepsGrowing) as error:
            message = f"{act.act}: {tally.count} changed, but the audit log's record {tally.sequence} has no outcome"
            raise OutcomeNotKept(message) from error

    async def _outcome(self, tally: Tally, result: str) -> Head:
        told = {"of": tally.sequence, "count": tally.count, "result": result}
        return await self._log.append(Kind.OUTCOME, told, await server_time(self._client))
