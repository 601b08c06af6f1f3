"""What is done to one job: it is tried now or done again, cancelled, or what it has flagged is settled."""

from admin_console.acts.repairs import CANCEL, RETRY, Repair
from admin_console.acts.settling import settled
from admin_console.acts.single import repaired
from admin_console.audit.keeping import timed
from admin_console.jobs.naming import SHORT
from admin_console.web.acts.back import back_to
from admin_console.web.acts.one_job import job_of, refused, require_as_shown
from admin_console.web.answers import Answer, BadAsk, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from flow_omnium.jobs.entry import AuditEntry


async def retry(ask: Ask) -> Answer:
    """Try a pending job now, or do a finished one again as a new job."""
    return await _repair(ask, RETRY, ask.act("retry"), Right.REPAIR)


async def cancel(ask: Ask) -> Answer:
    """End a pending job for good."""
    return await _repair(ask, CANCEL, ask.act("cancel", _required(ask, "reason", "Say why")), Right.HOLD)


async def settle(ask: Ask) -> Answer:
    """Say that somebody has seen to what a job has flagged."""
    note = _required(ask, "note", "Say what was done about it")
    entry = await job_of(ask, Right.REPAIR)
    _, job_id, outcome = await settled(
        ask.database, await timed(ask.database, ask.act("settle", note)), entry
    )
    if not outcome.done:
        raise await refused(ask, job_id, outcome.what)
    return SeeOther(back_to(ask, f"/jobs/{job_id}"), f"Job {job_id[:SHORT]} {outcome.what}.")


async def _repair(ask: Ask, repair: Repair, act: AuditEntry, right: Right) -> Answer:
    entry = await job_of(ask, right)
    require_as_shown(ask, entry)
    _, outcome = await repaired(ask.database, repair, await timed(ask.database, act), entry)
    if not outcome.done:
        raise await refused(ask, entry.job_id, outcome.what)
    return SeeOther(back_to(ask, f"/jobs/{entry.job_id}"), f"Job {entry.job_id[:SHORT]} {outcome.what}.")


def _required(ask: Ask, name: str, advice: str) -> str:
    text = ask.field(name)
    if text is None:
        message = f"{advice}: it is kept with the act"
        raise BadAsk(message)
    return text
