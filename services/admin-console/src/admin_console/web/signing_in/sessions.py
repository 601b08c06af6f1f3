"""Sessions of the console: begun at a sign-in, found by what the browser sends, ended by their time or by a person.

Whatever is wrong with a session, there is none: one that has ended, one whose roles cannot be read, and one that rests on a password
or on roles that have been changed since.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from admin_console.web.rights import Grant, Visitor
from admin_console.web.signing_in.agents import short_agent
from admin_console.web.signing_in.keys import key_of, new_secret
from admin_console.web.signing_in.person import Person, Way
from admin_console.web.signing_in.roles import read_grant, written
from flow_omnium.console.sessions import Session, StoredSessions
from flow_omnium.runtime.clock import Clock

LISTED: Final = 200
"""So many sessions are shown at once."""


class Sessions:
    """Begins, finds and ends them. Every method raises DatabaseError.

    `bases` are the ways by which people sign in here, each with what tells apart on what its sessions rest.
    """

    def __init__(self, stored: StoredSessions, clock: Clock, bases: Mapping[Way, str]) -> None:
        self._stored = stored
        self._clock = clock
        self._bases = bases

    async def begin(self, person: Person, agent: str | None, before: str | None) -> str:
        """Begin one, and return the secret that the browser is to keep: always a new one.

        `before` is the secret of the session that the browser had, if any: it ends.
        """
        if before is not None:
            await self._stored.remove(key_of(before))
        secret, now = new_secret(), self._clock.now()
        session = Session(
            key_of(secret),
            person.sub,
            person.name,
            tuple(written(grant) for grant in person.grants),
            person.way.value,
            self._bases[person.way],
            short_agent(agent),
            now,
            now,
        )
        await self._stored.add(session)
        return secret

    async def visitor(self, secret: str) -> Visitor | None:
        """Return whose session it is, and note that it is used; None where there is none."""
        session, now = await self._stored.one(key_of(secret)), self._clock.now()
        if session is None or not session.is_alive(now):
            return None
        visitor = self._read(session)
        if visitor is not None and session.is_to_be_noted(now):
            await self._stored.used(session.used(now))
        return visitor

    async def end(self, secret: str) -> None:
        """End the one of this secret."""
        await self._stored.remove(key_of(secret))

    async def end_one(self, key: str) -> int:
        """End the one that is kept under a key; return how many there were."""
        return await self._stored.remove(key)

    async def end_all_of(self, sub: str) -> int:
        """End a person's; return how many there were."""
        return await self._stored.remove_all_of(sub)

    async def one(self, key: str) -> Session | None:
        """Return the one that is kept under a key, if it lives."""
        session = await self._stored.one(key)
        return session if session is not None and self._lives(session) else None

    async def of(self, sub: str) -> Sequence[Session]:
        """Return a person's that live, the latest sign-in first."""
        return [session for session in await self._stored.of(sub, LISTED) if self._lives(session)]

    async def all(self) -> Sequence[Session]:
        """Return everybody's that live, the latest sign-in first."""
        return [session for session in await self._stored.all(LISTED) if self._lives(session)]

    def _lives(self, session: Session) -> bool:
        return session.is_alive(self._clock.now()) and self._read(session) is not None

    def _basis(self, session: Session) -> str | None:
        return self._bases.get(Way(session.way)) if session.way in set(Way) else None

    def _read(self, session: Session) -> Visitor | None:
        if session.basis != self._basis(session):
            return None
        grants = _grants(session)
        return Visitor(session.sub, session.name, grants, session.key) if grants else None


def _grants(session: Session) -> tuple[Grant, ...]:
    try:
        return tuple(read_grant(text) for text in session.grants)
    except ValueError:  # of another version: better no role than another one
        return ()
