"""Which job a form is about, and whether it still stands as its page showed it."""

from admin_console.failures import NothingDone, UnknownJob
from admin_console.jobs.naming import the_job
from admin_console.jobs.output import state_of
from admin_console.jobs.words import Rendering, standing
from admin_console.web.answers import Changed, NotThere
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobLog

Entry = JobEntry | UnreadableEntry


async def job_of(ask: Ask, right: Right) -> Entry:
    """Return the job of the path. Raises NotThere for one that the visitor does not see, NotAllowed without the right in its tenant."""
    name = ask.part("id")
    try:
        entry = await the_job(ask.database, name)
    except (UnknownJob, NothingDone):
        raise no_job(name) from None
    tenant = tenant_of(entry)
    if not ask.visitor.sees(tenant):
        raise no_job(name)
    ask.require(right, tenant)
    return entry


def no_job(name: str) -> NotThere:
    """There is no job of this id for the visitor."""
    return NotThere("There is no such job", [f"No job is called {name[:64]}."], {"All jobs": "/jobs"})


def tenant_of(entry: Entry) -> str | None:
    """Whose job it is; None where that cannot be read."""
    if isinstance(entry, JobEntry):
        return entry.tenant_uid
    tenant = entry.document.get("tenantUid")
    return tenant if isinstance(tenant, str) else None


def require_as_shown(ask: Ask, entry: Entry) -> None:
    """Raise Changed where the page showed the job in another state than the one that it has now."""
    shown = ask.field("state")
    if isinstance(entry, JobEntry) and shown not in (None, entry.state.value):
        message = f"The page showed it as {shown}; now it is {state_of(entry)}. Nothing was changed."
        raise Changed("The job has changed meanwhile", [message], links_to(entry))


async def refused(ask: Ask, job_id: str, what: str) -> Changed:
    """Return the page that says why nothing was done, and how the job stands now."""
    entry = await JobLog(ask.database).look_up(job_id)
    lines = [f"Nothing was changed: the job {what}."]
    if isinstance(entry, JobEntry):
        told = Rendering(ask.now, await ask.zone(entry.tenant_uid))
        lines.append(standing(entry, told))
    return Changed("The job has changed meanwhile", lines, {"The job": f"/jobs/{job_id}"})


def links_to(entry: Entry) -> dict[str, str]:
    """Where the job is seen as it is now."""
    return {"The job as it is now": f"/jobs/{entry.job_id}"}
