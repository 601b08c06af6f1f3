"""What somebody should know before many jobs are acted on: which pauses stand in the way, and which jobs they hold. Pure."""

from collections.abc import Iterator, Sequence

from admin_console.acts.repairs import Repair
from admin_console.pauses.scopes import words_of
from admin_console.terminal import counted
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.choosing import Chosen


def warnings_of(repair: Repair, chosen: Chosen, held_back: int, pauses: Sequence[Pause]) -> Iterator[str]:
    """Say what pauses mean for the act."""
    if held_back:
        matches = "matches" if held_back == 1 else "match"
        yield f"{counted(held_back, 'more job')} {matches}, but a pause or an inactive tenant holds them: they are left alone, and come back when that is lifted."
    for pause in pauses:
        if not concerns(pause, chosen):
            continue
        what = (
            "jobs of it that are tried now are held again until it is lifted"
            if repair.is_retry
            else "what it holds and you cancel does not come back when it is lifted"
        )
        named = words_of(pause.scope)
        yield f"{named[:1].upper()}{named[1:]} is paused by {pause.by}: {what}."


def concerns(pause: Pause, chosen: Chosen) -> bool:
    """Tell whether a pause may hold any of the jobs."""
    what, _, of = pause.scope.partition(":")
    if what == "kind":
        return of in chosen.kinds
    return of.partition("/")[0] in chosen.tenants
