"""The inbox of what no rule could settle."""

from admin_console.audit.keeping import kept
from admin_console.jobs.naming import the_job
from admin_console.web.answers import Answer, BadAsk, Changed, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.attention.reading import read_inbox
from admin_console.web.brief import brief
from admin_console.web.jobs.chips import chips_of
from admin_console.web.jobs.query import address
from admin_console.web.jobs.rows import job_href
from admin_console.web.rights import Right
from flow_omnium.console.notes import Notes, new_note, of_job
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_log import MOST_COUNTED

_OPEN, _SETTLED = "open", "settled"


async def inbox_page(ask: Ask) -> Answer:
    """List what is flagged and open, or what has been settled."""
    show = ask.text("show") or _OPEN
    if show not in (_OPEN, _SETTLED):
        message = f"show: {show!r} is neither {_OPEN} nor {_SETTLED}"
        raise BadAsk(message)
    inbox = await read_inbox(ask, is_settled=show == _SETTLED)
    more = None if show == _OPEN else show
    values = {
        "inbox": inbox,
        "most_counted": MOST_COUNTED - 1,
        "chips": chips_of("/attention", inbox.choice, show=more),
        "open_href": address("/attention", inbox.choice),
        "settled_href": address("/attention", inbox.choice, show=_SETTLED),
        "here": address("/attention", inbox.choice, show=more),
        "next_url": inbox.end and address("/attention", inbox.choice, show=more, after=str(inbox.end)),
        "zone": await brief(ask.zone(inbox.choice.tenant)),
    }
    return Shown(
        "attention/inbox.html", "Settled" if inbox.is_settled else "What somebody should look at", values
    )


async def take(ask: Ask) -> Answer:
    """Let everybody know that the visitor sees to what a job has flagged."""
    entry = await brief(the_job(ask.database, ask.part("id"), ask.visitor.tenants))
    if not isinstance(entry, JobEntry):
        raise Changed("This version cannot read the job", links={"The job": job_href(entry.job_id)})
    ask.require(Right.REPAIR, entry.tenant_uid)
    if not entry.attention:
        raise Changed("Nothing is open of the job any more", links={"The job": job_href(entry.job_id)})
    visitor = ask.visitor
    # The note is read by who sees the job's tenant, whatever else its writer sees.
    note = new_note(
        of_job(entry.job_id),
        ask.field("text") or "",
        ask.now,
        sub=visitor.sub,
        by=visitor.name,
        takes=True,
        tenants=[entry.tenant_uid],
    )
    async with kept(ask.database, ask.act("take"), f"job {entry.job_id}", tenant=entry.tenant_uid) as tally:
        await Notes(ask.database).add(note)
        tally.count += 1
    return SeeOther("/attention", f"You see to job {entry.job_id[:8]}")
