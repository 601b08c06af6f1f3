"""What to do about a job, as its page says it: each act is the button or the page that does it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from admin_console.jobs.advice import Advice
from admin_console.pauses.scopes import words_of
from admin_console.web.filters import segment
from admin_console.web.saying import Said
from flow_omnium.jobs.entry import JobEntry

TRY_NOW: Final = "Try it now"
CANCEL: Final = "Cancel"
"""What the buttons of a job's page are called."""

_ACT: Final = re.compile(r"\{(\w+)\}")


def as_shown(given: Advice, entry: JobEntry) -> Sequence[Said]:
    """Say an advice to whoever looks at the job's page; nothing where there is none."""
    return list(_pieces(given, entry))


def _pieces(given: Advice, entry: JobEntry) -> Iterator[Said]:
    acts = _acts(given, entry)
    # Split by a group, every other piece is the name of an act.
    for position, piece in enumerate(_ACT.split(given.do or "")):
        if position % 2:
            yield acts[piece]
        elif piece:
            yield Said(piece)


def _acts(given: Advice, entry: JobEntry) -> Mapping[str, Said]:
    tenant = entry.tenant_uid
    page = f"/tenants/{segment(tenant)}"
    return {
        "check": Said(f"check {tenant}", f"{page}/check"),
        "token": Said(f"see the token of {tenant}", f"{page}/token"),
        "retry": Said(f"“{TRY_NOW}”"),
        "cancel": Said(f"“{CANCEL}”", "#do"),
        "activate": Said(f"activate {tenant}", page),
        "resume": Said(f"resume {words_of(given.pause or '')}", "/pauses"),
    }
