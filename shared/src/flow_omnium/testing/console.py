"""What the web console keeps, in memory."""

from collections.abc import Sequence

from flow_omnium.console.people import UNCHOSEN, Choices
from flow_omnium.console.sessions import Session


class MemorySessions:
    """See `console.sessions.StoredSessions`; `writes` counts what a database would have to keep."""

    def __init__(self) -> None:
        self.writes = 0
        self.sessions: dict[str, Session] = {}

    async def add(self, session: Session) -> None:
        """See `StoredSessions.add`."""
        self.writes += 1
        self.sessions[session.key] = session

    async def one(self, key: str) -> Session | None:
        """See `StoredSessions.one`."""
        return self.sessions.get(key)

    async def used(self, session: Session) -> None:
        """See `StoredSessions.used`."""
        self.writes += 1
        kept = self.sessions.get(session.key)
        if kept is not None:
            self.sessions[session.key] = kept.used(session.used_at)

    async def of(self, sub: str, limit: int) -> Sequence[Session]:
        """See `StoredSessions.of`."""
        return [one for one in await self.all(len(self.sessions)) if one.sub == sub][:limit]

    async def all(self, limit: int) -> Sequence[Session]:
        """See `StoredSessions.all`."""
        return sorted(self.sessions.values(), key=lambda one: one.since, reverse=True)[:limit]

    async def remove(self, key: str) -> int:
        """See `StoredSessions.remove`."""
        return 0 if self.sessions.pop(key, None) is None else 1

    async def remove_all_of(self, sub: str) -> int:
        """See `StoredSessions.remove_all_of`."""
        gone = [key for key, one in self.sessions.items() if one.sub == sub]
        for key in gone:
            del self.sessions[key]
        return len(gone)


class MemoryPeople:
    """See `console.people.People`."""

    def __init__(self) -> None:
        self._chosen: dict[str, Choices] = {}

    async def choices(self, sub: str) -> Choices:
        """See `People.choices`."""
        return self._chosen.get(sub, UNCHOSEN)

    async def choose(self, sub: str, choices: Choices) -> None:
        """See `People.choose`."""
        self._chosen[sub] = choices
