"""Acting on one job by its id."""

from typing import Any

from admin_console.acts.bulk import Manner
from admin_console.acts.repairs import Repair, prospect
from admin_console.audit.keeping import kept
from admin_console.failures import NothingDone
from admin_console.jobs.naming import the_job
from admin_console.terminal import say, show_json
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.repair import OperatorLedger, Outcome
from flow_omnium.runtime.database import Database


async def repair_one(database: Database, repair: Repair, act: AuditEntry, name: str, manner: Manner) -> None:
    """Repair the job of an id, or of the beginning of one; keep it as an act even if it is refused.

    Raises UnknownJob, NothingDone.
    """
    entry = await the_job(database, name)
    job_id = entry.job_id
    if manner.dry_run:
        told = prospect(repair, entry, act.at)
        _tell(manner, {"dryRun": True, "jobId": job_id, "what": told}, f"{told}; nothing was changed")
        return
    sequence, outcome = await repaired(database, repair, act, entry)
    if not outcome.done:
        message = f"job {job_id} {outcome.what}"
        raise NothingDone(message)
    document = {"actId": sequence, "act": act.act, "jobId": job_id, "chosen": 1, "changed": 1}
    _tell(manner, {**document, "what": outcome.what}, outcome.what)


async def repaired(
    database: Database, repair: Repair, act: AuditEntry, entry: JobEntry | UnreadableEntry
) -> tuple[int, Outcome]:
    """Repair one job, kept as an act even if it is refused: return the act's number, and what became of the job."""
    tenant = entry.tenant_uid if isinstance(entry, JobEntry) else None
    async with kept(database, act, f"job {entry.job_id}", tenant=tenant) as tally:
        await ActJobs(database).keep(tally.sequence, [entry.job_id], act.at)
        noted = act.model_copy(update={"act_id": tally.sequence})
        outcome = await repair.to_one(OperatorLedger(database), entry.job_id, noted)
        tally.count += outcome.done
    return tally.sequence, outcome


def _tell(manner: Manner, document: dict[str, Any], told: str) -> None:
    if manner.as_json:
        show_json(document)
    else:
        say(f"job {document['jobId']} {told}")
