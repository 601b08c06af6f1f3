"""Who is signed in to the web console: one document for each session, until it ends.

`{_id: key, sub, name, grants, way, basis, agent, since, usedAt, endsAt}`. The key is a digest of what the browser has: whoever reads
the collection cannot sign in with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from flow_omnium.runtime.database import DESCENDING, Database, Document, IndexModel

COLLECTION: Final = "console_sessions"

INDEXES: Final = (
    IndexModel([("endsAt", 1)], name="expiry", expireAfterSeconds=0),
    IndexModel([("sub", 1), ("since", -1)], name="of_person"),
    IndexModel([("since", -1)], name="by_age"),
)

IDLE: Final = timedelta(hours=1)
"""A session that is not used for so long ends."""

LONGEST: Final = timedelta(hours=12)
"""So long after the sign-in every session ends."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used."""


@dataclass(frozen=True)
class Session:
    """One session. Times are UTC; `grants` are texts such as `operator@acme`, `agent` is what the browser calls itself.

    `basis` tells apart what it rests on: the password, or the roles that groups have. A session of another basis is none.
    """

    key: str
    sub: str
    name: str
    grants: tuple[str, ...]
    way: str
    basis: str
    agent: str
    since: datetime
    used_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends unless it is used before."""
        return min(self.used_at + IDLE, self.since + LONGEST)

    def is_alive(self, now: datetime) -> bool:
        """Tell whether it has not ended yet."""
        return now < self.ends_at

    def is_to_be_noted(self, now: datetime) -> bool:
        """Tell whether that it is used now is worth a write."""
        return now - self.used_at >= NOTED_EVERY

    def used(self, now: datetime) -> "Session":
        """Return it as one that is used now."""
        return replace(self, used_at=max(self.used_at, now))


class StoredSessions(Protocol):
    """Keeps sessions. Every method raises DatabaseError. What has ended may still be returned for a while."""

    async def add(self, session: Session) -> None:
        """Keep a new one."""
        ...

    async def one(self, key: str) -> Session | None:
        """Return the session of a key, None where there is none."""
        ...

    async def used(self, session: Session) -> None:
        """Keep when it was last used; one that has been removed meanwhile stays removed."""
        ...

    async def of(self, sub: str, limit: int) -> Sequence[Session]:
        """Return a person's, the latest sign-in first."""
        ...

    async def all(self, limit: int) -> Sequence[Session]:
        """Return everybody's, the latest sign-in first."""
        ...

    async def remove(self, key: str) -> int:
        """Remove one; return how many there were: 0 or 1."""
        ...

    async def remove_all_of(self, sub: str) -> int:
        """Remove a person's; return how many there were."""
        ...


class MongoSessions:
    """Implements `StoredSessions`."""

    def __init__(self, database: Database) -> None:
        self._sessions = database[COLLECTION]

    async def add(self, session: Session) -> None:
        """See `StoredSessions.add`."""
        await self._sessions.insert_one(_document(session))

    async def one(self, key: str) -> Session | None:
        """See `StoredSessions.one`."""
        found = await self._sessions.find_one({"_id": key})
        return None if found is None else _read(found)

    async def used(self, session: Session) -> None:
        """See `StoredSessions.used`."""
        latest = {"usedAt": session.used_at, "endsAt": session.ends_at}
        await self._sessions.update_one({"_id": session.key}, {"$max": latest})

    async def of(self, sub: str, limit: int) -> Sequence[Session]:
        """See `StoredSessions.of`."""
        return await self._latest({"sub": sub}, limit)

    async def all(self, limit: int) -> Sequence[Session]:
        """See `StoredSessions.all`."""
        return await self._latest({}, limit)

    async def remove(self, key: str) -> int:
        """See `StoredSessions.remove`."""
        return (await self._sessions.delete_one({"_id": key})).deleted_count

    async def remove_all_of(self, sub: str) -> int:
        """See `StoredSessions.remove_all_of`."""
        return (await self._sessions.delete_many({"sub": sub})).deleted_count

    async def _latest(self, wanted: Document, limit: int) -> Sequence[Session]:
        found = self._sessions.find(wanted).sort([("since", DESCENDING)]).limit(limit)
        read = [_read(document) async for document in found]
        return [session for session in read if session is not None]


def _document(session: Session) -> Document:
    return {
        "_id": session.key,
        "sub": session.sub,
        "name": session.name,
        "grants": list(session.grants),
        "way": session.way,
        "basis": session.basis,
        "agent": session.agent,
        "since": session.since,
        "usedAt": session.used_at,
        "endsAt": session.ends_at,
    }


def _read(document: Document) -> Session | None:
    """Read one; None where it is of another version, or damaged: it is a session no more."""
    try:
        return Session(
            str(document["_id"]),
            str(document["sub"]),
            str(document["name"]),
            tuple(str(grant) for grant in document["grants"]),
            str(document["way"]),
            str(document["basis"]),
            str(document["agent"]),
            document["since"],
            document["usedAt"],
        )
    except (KeyError, TypeError):
        return None
