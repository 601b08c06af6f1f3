"""Settling what a job has flagged: a person has seen to it, and says how."""

from admin_console.audit.keeping import an_act, kept, timed
from admin_console.database import with_database
from admin_console.failures import NothingDone, WrongUse
from admin_console.jobs.naming import the_job
from admin_console.terminal import say, show_json
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.attention import AttentionLog
from flow_omnium.jobs.operator.repair import Outcome
from flow_omnium.runtime.database import Database


def settle(name: str, *, note: str, as_json: bool, by: str | None) -> None:
    """Settle all open flags of the job of an id, or of the beginning of one. Raises WrongUse, UnknownJob, NothingDone."""
    if not note.strip():
        raise WrongUse("--note: say what was done about it")
    act = an_act("settle", by, note)
    sequence, job_id, outcome = with_database(lambda database: _settled(database, name, act))
    if not outcome.done:
        message = f"job {job_id} {outcome.what}"
        raise NothingDone(message)
    if as_json:
        show_json({"actId": sequence, "act": "settle", "jobId": job_id, "changed": 1, "what": outcome.what})
    else:
        say(f"job {job_id} {outcome.what}")


async def _settled(database: Database, name: str, act: AuditEntry) -> tuple[int, str, Outcome]:
    entry = await the_job(database, name)
    return await settled(database, await timed(database, act), entry)


async def settled(
    database: Database, act: AuditEntry, entry: JobEntry | UnreadableEntry
) -> tuple[int, str, Outcome]:
    """Settle what a job has flagged, kept as an act: return the act's number, the job's id, and what became of it."""
    job_id = entry.job_id
    tenant = entry.tenant_uid if isinstance(entry, JobEntry) else None
    async with kept(database, act, f"job {job_id}", tenant=tenant) as tally:
        await ActJobs(database).keep(tally.sequence, [job_id], act.at)
        noted = act.model_copy(update={"act_id": tally.sequence})
        outcome = await AttentionLog(database).settle(job_id, noted)
        tally.count += outcome.done
    return tally.sequence, job_id, outcome
