"""Giving out and erasing what is kept of a subject, over all places: found, decided, carried out, looked at again."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from admin_console.auditing import Keep
from admin_console.privacy.parked import Whose, whose
from admin_console.privacy.places import PLACES, Find, JobsPlace, has_ended, is_running, search_all
from admin_console.privacy.subject import Subject
from admin_console.refusals import NothingDone
from flow_omnium.audit import log as audit
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.broker.parking import ParkedBody, Parking
from flow_omnium.jobs.entry import Act
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.operating import OperatorLedger
from flow_omnium.runtime.database import Database

PARKED: Final = "parked messages"
_LOOK_SECONDS: Final = 0.5
_SALT_BYTES: Final = 32
_NAMED: Final = 20


@dataclass(frozen=True)
class Holdings:
    """What was found of a subject, by collection, and in the parking places; `unclear` messages name no tenant."""

    places: Mapping[str, Sequence[Find]]
    parked: Sequence[ParkedBody]
    unclear: int

    @property
    def own_jobs(self) -> Sequence[Find]:
        """The entries that are about the subject."""
        return [find for find in self.places[JobsPlace.collection] if find.is_own]

    @property
    def counts(self) -> Mapping[str, int]:
        """How much was found where."""
        return {name: len(finds) for name, finds in self.places.items()} | {PARKED: len(self.parked)}


@dataclass(frozen=True)
class Erased:
    """How much was erased where, how many jobs were cancelled before, and by what salt the log's digest can be shown."""

    counts: Mapping[str, int]
    cancelled: int
    receipt: str


@dataclass(frozen=True)
class Decision:
    """What the operator decided beforehand: whether pending work may end undone, how long running work is waited for."""

    cancels_pending: bool
    wait_seconds: float


class PersonalData:
    """Works in one database and one broker. Every method raises DatabaseError and BrokerUnavailableError."""

    def __init__(self, database: Database, parking: Parking, keep: Keep) -> None:
        self._database = database
        self._parking = parking
        self._keep = keep

    async def search(self, subject: Subject) -> Holdings:
        """Find everything; changes nothing."""
        parked, unclear = [], 0
        for queue in QUEUES:
            for message in await self._parking.search(
                queue, lambda body: whose(subject, body) is not Whose.OTHERS
            ):
                is_theirs = whose(subject, message.body) is Whose.THEIRS
                parked += [message] if is_theirs else []
                unclear += not is_theirs
        return Holdings(await search_all(self._database, subject), parked, unclear)

    async def export(self, subject: Subject, act: Act) -> Holdings:
        """Find everything, and keep that somebody asked for it."""
        async with self._keep(act, _target(subject, secrets.token_hex(_SALT_BYTES))) as tally:
            holdings = await self.search(subject)
            tally.count += sum(holdings.counts.values())
        return holdings

    async def erase(self, subject: Subject, act: Act, decision: Decision) -> Erased:
        """Erase everything; repeated or broken off, it goes on where it stood. Raises NothingDone, see `_settled`."""
        await AuditLog(self._database).may_erase()
        holdings = await self._settled(subject, decision)
        receipt = secrets.token_hex(_SALT_BYTES)
        async with self._keep(act, _target(subject, receipt)) as tally:
            cancelled = await self._cancel(holdings, act)
            counts = await self._erase_everywhere(subject, act, tally.sequence)
            tally.count += sum(counts.values())
        await self._look_again(subject)
        return Erased(counts, cancelled, receipt)

    async def _settled(self, subject: Subject, decision: Decision) -> Holdings:
        """Wait for what runs; refuse while work of the subject is still to be done, unless that was decided."""
        holdings = await self._after_runs(subject, decision.wait_seconds)
        running = [find for find in holdings.own_jobs if is_running(find.document)]
        if running:
            message = f"{_named(running)} still running: try again when it has ended; nothing was erased"
            raise NothingDone(message)
        pending = [find for find in holdings.own_jobs if not has_ended(find.document)]
        if (pending or holdings.parked) and not decision.cancels_pending:
            parked = f"{len(holdings.parked)} parked messages are" if holdings.parked else ""
            waiting = " and ".join(filter(None, [f"{_named(pending)} pending" if pending else "", parked]))
            message = (
                f"{waiting} still to be done: let it be done, or say --cancel-pending; nothing was erased"
            )
            raise NothingDone(message)
        return holdings

    async def _after_runs(self, subject: Subject, wait_seconds: float) -> Holdings:
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_seconds
        while True:
            holdings = await self.search(subject)
            if loop.time() >= until or not any(is_running(find.document) for find in holdings.own_jobs):
                return holdings
            await asyncio.sleep(_LOOK_SECONDS)

    async def _cancel(self, holdings: Holdings, act: Act) -> int:
        ledger, cancelled = OperatorLedger(self._database), 0
        reason = act.model_copy(update={"reason": "personal data is erased"})
        for find in holdings.own_jobs:
            if not has_ended(find.document):
                cancelled += (await ledger.cancel(str(find.document["_id"]), reason)).done
        return cancelled

    async def _erase_everywhere(self, subject: Subject, act: Act, sequence: int) -> Mapping[str, int]:
        found = await search_all(self._database, subject)
        records = [find.document["_id"] for find in found[audit.COLLECTION]]
        if records:
            told = {"of": sequence, "records": records}
            await AuditLog(self._database).append(Kind.ERASURE, told, datetime.now(UTC))
        counts = {
            place.collection: await place.erase(self._database, subject, found[place.collection], act.at)
            for place in PLACES
        }
        removed = [
            await self._parking.remove(queue, lambda body: whose(subject, body) is Whose.THEIRS)
            for queue in QUEUES
        ]
        return counts | {PARKED: sum(removed)}

    async def _look_again(self, subject: Subject) -> None:
        """An event may have come meanwhile, or a job may have begun."""
        left = (await self.search(subject)).own_jobs
        if left:
            message = f"{_named(left)} there again or still: an event came meanwhile; erase once more"
            raise NothingDone(message)


def _target(subject: Subject, salt: str) -> str:
    return f"{subject.kind.value} of tenant {subject.tenant_uid}, digest {subject.commitment(salt)}"


def _named(finds: Sequence[Find]) -> str:
    ids = [str(find.document["_id"]) for find in finds]
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"{'job' if len(ids) == 1 else 'jobs'} {', '.join(ids[:_NAMED])}{more} {'is' if len(ids) == 1 else 'are'}"
