"""Exports and erases what is kept of a subject, over all places: search, decide, erase, search again."""

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.audit.keeping import Keep
from admin_console.database import present
from admin_console.failures import NothingDone
from admin_console.privacy.ledger import has_ended, is_running, own_entries
from admin_console.privacy.parked import Whose, whose
from admin_console.privacy.place import Find
from admin_console.privacy.places import PLACES, search_all
from admin_console.privacy.subject import Subject
from admin_console.terminal import counted
from flow_omnium.audit import log as audit
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.operator.dead_letter import DeadLetterBody
from flow_omnium.jobs.operator.dead_letters import DeadLetters
from flow_omnium.jobs.operator.repair import OperatorLedger
from flow_omnium.runtime.database import Database, Document

PARKED: Final = "parked messages"
_LOOK_SECONDS: Final = 0.5
_SALT_BYTES: Final = 32
_NAMED: Final = 20


@dataclass(frozen=True)
class Holdings:
    """What was found of a subject, by collection, and in the parking places; `unclear` messages name no tenant."""

    places: Mapping[str, Sequence[Find]]
    parked: Sequence[DeadLetterBody]
    unclear: int

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

    def __init__(self, database: Database, parking: DeadLetters, keep: Keep) -> None:
        self._database = database
        self._parking = parking
        self._keep = keep

    async def search(self, subject: Subject) -> Holdings:
        """Find everything; changes nothing."""
        parked, unclear = await self._search_parked(subject)
        return Holdings(await search_all(self._database, subject), parked, unclear)

    async def export(self, subject: Subject, act: AuditEntry) -> Holdings:
        """Find everything, and keep that somebody asked for it."""
        async with self._keep(
            act, _target(subject, secrets.token_hex(_SALT_BYTES)), tenant=subject.tenant_uid
        ) as tally:
            holdings = await self.search(subject)
            tally.count += sum(holdings.counts.values())
        return holdings

    async def erase(self, subject: Subject, act: AuditEntry, decision: Decision) -> Erased:
        """Erase everything; repeated or broken off, it goes on where it stood. Raises NothingDone, see `_settled`."""
        await AuditLog(self._database).may_erase()
        own = await self._settled(subject, decision)
        receipt = secrets.token_hex(_SALT_BYTES)
        async with self._keep(act, _target(subject, receipt), tenant=subject.tenant_uid) as tally:
            cancelled = await self._cancel(own, act)
            counts = await self._erase_everywhere(subject, act, tally.sequence)
            if decision.cancels_pending:
                counts = {**counts, PARKED: await self._remove_parked(subject)}
            tally.count += sum(counts.values())
        await self._look_again(subject)
        return Erased(counts, cancelled, receipt)

    async def _settled(self, subject: Subject, decision: Decision) -> Sequence[Document]:
        """Wait for what runs; refuse while work of the subject is still to be done, unless that was decided.

        Returns the entries of its record.
        """
        own = await self._after_runs(subject, decision.wait_seconds)
        running = [entry for entry in own if is_running(entry)]
        if running:
            message = f"{_named(running)} still running: try again when it has ended; nothing was erased"
            raise NothingDone(message)
        parked, _ = await self._search_parked(subject)
        to_be_done = list(_still_to_be_done(own, parked))
        if to_be_done and not decision.cancels_pending:
            message = (
                f"{' and '.join(to_be_done)}: let it be done, or say --cancel-pending; nothing was erased"
            )
            raise NothingDone(message)
        return own

    async def _after_runs(self, subject: Subject, wait_seconds: float) -> Sequence[Document]:
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_seconds
        while True:
            own = await own_entries(self._database, subject)
            if loop.time() >= until or not any(map(is_running, own)):
                return own
            await asyncio.sleep(_LOOK_SECONDS)

    async def _search_parked(self, subject: Subject) -> tuple[Sequence[DeadLetterBody], int]:
        """The parked messages that are theirs, and how many may be."""
        found = [
            message
            for queue in QUEUES
            for message in await self._parking.search(
                queue, lambda body: whose(subject, body) is not Whose.OTHERS
            )
        ]
        theirs = [message for message in found if whose(subject, message.body) is Whose.THEIRS]
        return theirs, len(found) - len(theirs)

    async def _cancel(self, own: Sequence[Document], act: AuditEntry) -> int:
        ledger, cancelled = OperatorLedger(self._database), 0
        reason = act.model_copy(update={"reason": "personal data is erased"})
        for entry in own:
            if not has_ended(entry):
                cancelled += (await ledger.cancel(str(entry["_id"]), reason)).done
        return cancelled

    async def _erase_everywhere(self, subject: Subject, act: AuditEntry, sequence: int) -> Mapping[str, int]:
        found = await search_all(self._database, subject)
        records = [find.document["_id"] for find in found[audit.COLLECTION]]
        if records:
            told = {"of": sequence, "records": records}
            await AuditLog(self._database).append(Kind.ERASURE, told, await present(self._database))
        counts = {
            place.collection: await place.erase(self._database, subject, found[place.collection], act.at)
            for place in PLACES
        }
        return counts | {PARKED: 0}

    async def _remove_parked(self, subject: Subject) -> int:
        removed = [
            await self._parking.remove(queue, lambda body: whose(subject, body) is Whose.THEIRS)
            for queue in QUEUES
        ]
        return sum(removed)

    async def _look_again(self, subject: Subject) -> None:
        """An event may have come meanwhile, or a job may have begun."""
        own = await own_entries(self._database, subject)
        parked, _ = await self._search_parked(subject)
        left = [f"{_named(own)} not erased"] if own else []
        left += [f"{counted(len(parked), 'parked message is', 'parked messages are')} left"] if parked else []
        if left:
            message = f"{' and '.join(left)}: an event came meanwhile; erase once more"
            raise NothingDone(message)


def _target(subject: Subject, salt: str) -> str:
    return f"{subject.kind.value} of tenant {subject.tenant_uid}, digest {subject.commitment(salt)}"


def _still_to_be_done(own: Sequence[Document], parked: Sequence[DeadLetterBody]) -> Iterator[str]:
    pending = [entry for entry in own if not has_ended(entry)]
    if pending:
        yield f"{_named(pending)} still to be done"
    if parked:
        yield f"{counted(len(parked), 'parked message is', 'parked messages are')} still to be done"


def _named(entries: Sequence[Document]) -> str:
    ids = [str(entry["_id"]) for entry in entries]
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"{'job' if len(ids) == 1 else 'jobs'} {', '.join(ids[:_NAMED])}{more} {'is' if len(ids) == 1 else 'are'}"
