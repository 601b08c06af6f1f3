"""Who is signed in, for those who administer the console, and ending sessions."""

import re
from collections import Counter
from typing import Final

from admin_console.audit.keeping import kept
from admin_console.web.answers import Answer, BadAsk, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from admin_console.web.signing_in.pages import LOGIN, authenticator_of
from admin_console.web.signing_in.sessions import LISTED

_KEY: Final = re.compile(r"[0-9a-f]{64}")


async def list_sessions(ask: Ask) -> Answer:
    """Show everybody's sessions."""
    ask.require(Right.ADMINISTER, None)
    sessions = await authenticator_of(ask).sessions.all()
    counts = Counter(session.sub for session in sessions)
    several = {sub for sub, number in counts.items() if number > 1}
    values = {"sessions": sessions, "several": several, "most": LISTED}
    return Shown("signing_in/sessions.html", "Sessions", values)


async def end_session(ask: Ask) -> Answer:
    """End one session, or all of a person's."""
    ask.require(Right.ADMINISTER, None)
    sub = ask.field("sub")
    if sub is not None:
        return await _end_all(ask, sub)
    key = ask.field("session") or ""
    if _KEY.fullmatch(key) is None:
        raise BadAsk("session: this names no session", links={"Sessions": "/sessions"})
    return await _end_one(ask, key)


async def _end_one(ask: Ask, key: str) -> Answer:
    sessions = authenticator_of(ask).sessions
    session = await sessions.one(key)
    if session is None:
        raise NotThere("This session has ended already", links={"Sessions": "/sessions"})
    async with kept(ask.database, ask.act("end-session"), f"{session.sub}, {session.agent}") as tally:
        tally.count = await sessions.end_one(key)
    return _ended(f"The session of {session.name} has ended.", is_own=key == ask.visitor.session)


async def _end_all(ask: Ask, sub: str) -> Answer:
    async with kept(ask.database, ask.act("end-sessions"), sub) as tally:
        tally.count = await authenticator_of(ask).sessions.end_all_of(sub)
    return _ended(f"{tally.count} sessions have ended.", is_own=sub == ask.visitor.sub)


def _ended(flash: str, *, is_own: bool) -> Answer:
    return SeeOther(LOGIN if is_own else "/sessions", flash)
