"""What acts were aimed at, with what the jobs among it are about."""

from collections.abc import Mapping, Sequence

from admin_console.web.acts.aims import aim_of, job_of
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.rows import row_of
from admin_console.web.saying import Said
from flow_omnium.jobs.operator.choosing import Choosing, Chosen
from flow_omnium.jobs.operator.kept_acts import KeptEntry


async def aims_of(ask: Ask, acts: Sequence[KeptEntry]) -> Mapping[int | None, Sequence[Said]]:
    """Say it of each act, by its number. Raises DatabaseError."""
    ids = list(dict.fromkeys(filter(None, map(job_of, acts))))
    found = await brief(Choosing(ask.database).sample(Chosen(ids), len(ids))) if ids else ()
    rows = [row_of(entry) for entry in found]
    # Who acted once in a tenant may not see it any more.
    names = {row.job_id: _name(row.what, row.name) for row in rows if ask.visitor.sees(row.tenant_uid)}
    return {act.sequence: aim_of(act, names) for act in acts}


def _name(what: str, name: str) -> str:
    """Say `order 1234` of an order that goes from one system to the other."""
    return f"{what.partition(',')[0]} {name}" if what else name
