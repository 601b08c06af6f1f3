"""Looking at what operators did. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from admin_console.acts import output
from admin_console.acts.members import act_now
from admin_console.database import present, with_database
from admin_console.terminal import say, show, show_json
from flow_omnium.jobs.operator.audit_trail import ActFilter, AuditTrail, KeptEntry
from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class ActChoice:
    """Which acts are meant, as it was typed."""

    tenant: str | None = None
    by: str | None = None
    act: str | None = None
    since: timedelta | None = None


def list_acts(choice: ActChoice, limit: int, *, as_json: bool) -> None:
    """List what operators did, the latest first."""
    latest = with_database(lambda database: _latest(database, choice, limit))
    if as_json:
        show_json([output.document(act) for act in latest])
    else:
        show(output.acts_table(latest, is_narrowed=choice != ActChoice()))


def show_act(act_id: int, *, as_json: bool) -> None:
    """Show one act and how its jobs fare. Raises NothingDone."""
    now = with_database(lambda database: act_now(database, act_id))
    if as_json:
        show_json(output.whole_document(now))
        return
    for line in output.lines_of(now):
        say(line)


async def _latest(database: Database, choice: ActChoice, limit: int) -> Sequence[KeptEntry]:
    since = None if choice.since is None else await present(database) - choice.since
    wanted = ActFilter(choice.tenant, choice.by, choice.act, since)
    return await AuditTrail(database).latest(limit, wanted)
