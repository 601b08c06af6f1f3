"""Comparing what the settings name with what exists in both systems, when somebody asks; what was found last is kept.

No page waits for a system: it shows what was found last, and one that is away is told of in its place.
"""

from typing import Final

import aiohttp

from admin_console.audit.keeping import kept
from admin_console.tenants.check_names import kept_names
from admin_console.tenants.check_systems import compare_alone
from admin_console.tenants.peers import Peers
from admin_console.terminal import counted
from admin_console.web.answers import Answer, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.tenants.stored import record_of
from flow_omnium.tenants.kept_checks import ComparedNames, KeptNames, MongoKeptChecks
from flow_omnium.tenants.record import readable

SECONDS: Final = 5.0
"""How long each list may take; they are read side by side."""


async def compare(ask: Ask) -> Answer:
    """Compare the names now."""
    uid = ask.part("tenant")
    tenant = readable(await record_of(ask, uid))
    act = ask.act("compare names")
    async with kept(ask.database, act, f"tenant {uid}", tenant=uid) as tally:
        async with aiohttp.ClientSession() as session:
            peers = Peers(ask.console.settings, session, tenant)
            names = kept_names(await compare_alone(peers, seconds=SECONDS))
        await MongoKeptChecks(ask.database).keep_names(uid, KeptNames(ask.now, act.by, names))
        tally.count += len(names.values)
    return SeeOther(f"/tenants/{uid}/settings", said_of(names))


def said_of(names: ComparedNames) -> str:
    """Say in one sentence how it went."""
    wrong = sum(1 for one in names.values if one.fault)
    found = f"{counted(len(names.values), 'name')} compared"
    told = f"{found}, {counted(wrong, 'does not exist', 'do not exist')}" if wrong else f"{found}: all exist"
    unread = f"; {counted(len(names.unread), 'list')} could not be read" if names.unread else ""
    return f"{told}{unread}" if names.values else f"Nothing could be compared{unread}"
