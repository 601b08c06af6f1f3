"""Bringing one record to the other side: both systems are asked what is meant, then its jobs are made, as an event would."""

from collections.abc import Sequence

from admin_console.audit.keeping import timed
from admin_console.failures import NothingDone
from admin_console.sync.choice import Direction, SyncChoice
from admin_console.sync.decision import Ambiguous
from admin_console.sync.finding import found_jobs
from admin_console.sync.ordering import made_jobs
from admin_console.sync.request import Request
from admin_console.tenants.known import require_active
from admin_console.web.acts.back import back_to
from admin_console.web.answers import Answer, BadAsk, Changed, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from flow_omnium.jobs.lookup import RecordJob, RecordType
from flow_omnium.jobs.operator.making import Made

_DONE = {"made": "is queued", "brought forward": "has waited for its retry, and is tried now"}


async def sync(ask: Ask) -> Answer:
    """Make the jobs of the record that is meant, and go to the one, or to the act where there are several."""
    request = request_of(ask)
    ask.require(Right.REPAIR, request.tenant_uid)
    await require_active(ask.database, request.tenant_uid)
    jobs = await _jobs(ask, request)
    act = await timed(ask.database, ask.act(f"sync {request.record.value}", ask.field("reason")))
    number, made = await made_jobs(ask.database, request, jobs, act)
    place = f"/jobs/{made[0][0].job_id}" if len(made) == 1 else f"/acts/{number}"
    return SeeOther(back_to(ask, place), told(made))


def request_of(ask: Ask) -> Request:
    """Read which record the form means. Raises BadAsk, WrongUse."""
    tenant, name, kind = ask.field("tenant"), ask.field("name"), ask.field("kind")
    if tenant is None or name is None or kind is None:
        raise BadAsk("Say which record of which tenant is meant", ["tenant, kind and name are needed."])
    kinds = [one.value for one in RecordType]
    if kind not in kinds:
        message = f"kind: {kind[:40]!r} is none of {', '.join(kinds)}"
        raise BadAsk(message)
    way = _direction(ask.field("direction"))
    choice = SyncChoice(wait=False, exact=ask.field("exact") is not None)
    return Request(RecordType(kind), name, tenant, choice, way).checked()


def _direction(text: str | None) -> Direction | None:
    if text is None:
        return None
    if text not in set(Direction):
        message = f"direction: {text[:40]!r} is neither in nor out"
        raise BadAsk(message)
    return Direction(text)


async def _jobs(ask: Ask, request: Request) -> Sequence[RecordJob]:
    try:
        return await found_jobs(ask.console.settings, request)
    except Ambiguous as ambiguous:
        lines = [one.told for one in ambiguous.records]
        message = f"{request.name} may be several records; nothing was made"
        raise Changed(message, lines) from None
    except NothingDone as why:
        raise Changed("Nothing was made", [str(why)]) from None


def told(made: Sequence[tuple[Made, RecordJob]]) -> str:
    """Say what became of each job."""
    return "; ".join(
        f"{job.kind.value} {job.key} {_DONE.get(one.how.value, 'is pending already, and will read the newest state')}"
        for one, job in made
    )
