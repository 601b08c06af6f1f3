"""Acting on many jobs at once: counted and shown first, agreed to, then done to just those that were counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin_console.acts import preview
from admin_console.acts.canary import Canary
from admin_console.acts.consent import require_consent
from admin_console.acts.progress import Advance, progress
from admin_console.acts.repairs import Repair
from admin_console.audit.keeping import kept, shortened
from admin_console.failures import BadAnswer
from admin_console.terminal import counted, report, say, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import Tally
from flow_omnium.jobs.operator.choosing import Chosen
from flow_omnium.jobs.operator.repair import OperatorLedger, paced
from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class Manner:
    """How many jobs are dealt with: so many in a second, at most `yes` of them without a question, `first` before the rest."""

    per_second: float | None = None
    yes: int | None = None
    first: int | None = None
    dry_run: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Bulk:
    """An act on many jobs: what it does to each, and in which words it is kept at what it was aimed."""

    repair: Repair
    act: AuditEntry
    target: str
    manner: Manner
    tenant: str | None = None


async def carry_out(database: Database, bulk: Bulk, chosen: Chosen) -> None:
    """Show what was chosen, ask, and do it. Raises WrongUse, NothingDone; BadAnswer where the first did not end well."""
    if bulk.manner.dry_run:
        await preview.rehearse(database, bulk.repair, chosen, bulk.act.at, as_json=bulk.manner.as_json)
        return
    await preview.announce(database, bulk.repair, chosen, bulk.act.at)
    require_consent(chosen.count, bulk.manner.yes, bulk.repair.done)
    details = preview.counts_of(chosen)
    tenant = bulk.tenant or only_tenant(chosen.tenants)
    async with kept(database, bulk.act, shortened(bulk.target), tenant=tenant, details=details) as tally:
        stopped = await _Run(database, bulk, tally).all(chosen.ids)
    _tell(bulk, tally, chosen)
    if stopped is not None:
        raise BadAnswer(stopped)


class _Run:
    """One act while it goes on."""

    def __init__(self, database: Database, bulk: Bulk, tally: Tally) -> None:
        self._database = database
        self._ledger = OperatorLedger(database)
        self._bulk = bulk
        self._tally = tally
        self._act = bulk.act.model_copy(update={"act_id": tally.sequence})

    async def all(self, ids: Sequence[Any]) -> str | None:
        """Deal with the jobs; return why the rest was left alone, None where all were dealt with."""
        await ActJobs(self._database).keep(self._tally.sequence, ids, self._act.at)
        with progress(len(ids), self._bulk.repair.done) as advance:
            first = self._bulk.manner.first or 0
            await self._each(ids[:first], advance)
            stopped = await self._first_ended(ids[:first], len(ids) - first) if ids[first:] else None
            if stopped is None:
                await self._each(ids[first:], advance)
        return stopped

    async def _each(self, ids: Sequence[Any], advance: Advance) -> None:
        async for job_id in paced(ids, self._bulk.manner.per_second):
            outcome = await self._bulk.repair.to_each(self._ledger, job_id, self._act)
            self._tally.count += outcome.done
            advance()

    async def _first_ended(self, ids: Sequence[Any], left: int) -> str | None:
        if not ids:
            return None
        why = await Canary(self._database, self._tally.sequence, self._act.at).fault_of(ids)
        if why is None:
            return None
        again = f"`flow-omnium jobs retry --act {self._tally.sequence}` tries them"
        return f"{why}: the rest, {counted(left, 'job')}, is left alone; {again}"


def only_tenant(tenants: Mapping[str, int]) -> str | None:
    """The one tenant whose jobs these are, None for several."""
    return next(iter(tenants)) if len(tenants) == 1 else None


def _tell(bulk: Bulk, tally: Tally, chosen: Chosen) -> None:
    if bulk.manner.as_json:
        show_json(document(bulk, tally, chosen))
        return
    left = chosen.count - tally.count
    changed = "" if left == 0 else f"; {left:,} had changed meanwhile"
    say(f"{tally.count:,} of {counted(chosen.count, 'job')} {bulk.repair.done}{changed}")
    report(_hints(bulk, tally))


def _hints(bulk: Bulk, tally: Tally) -> Sequence[str]:
    act = tally.sequence
    if bulk.repair.is_retry:
        return [f"act {act}: `flow-omnium jobs watch --act {act}` shows how they fare"]
    return [f"act {act}: `flow-omnium jobs retry --act {act}` brings them back"]


def document(bulk: Bulk, tally: Tally, chosen: Chosen) -> dict[str, Any]:
    """Describe for programs what was done."""
    return {
        "actId": tally.sequence,
        "act": bulk.act.act,
        "target": bulk.target,
        "chosen": chosen.count,
        "changed": tally.count,
    }
