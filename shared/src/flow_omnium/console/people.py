"""How each person likes to see the web console: one short document for each, under whom the session names."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import available_timezones

from flow_omnium.runtime.database import Database, Document

COLLECTION: Final = "console_people"

THEMES: Final = ("system", "light", "dark")
ROWS: Final = (25, 50, 100)


@dataclass(frozen=True)
class Choices:
    """What a person has chosen; without a choice, this.

    `zone` is an IANA name, or None: each tenant's own, and for what belongs to none the one that they share, else UTC. `theme` is one of THEMES, `rows`, how many a
    page of a list has, one of ROWS. `keys`: whether single keys do something.
    """

    zone: str | None = None
    theme: str = "system"
    keys: bool = True
    rows: int = 50


UNCHOSEN: Final = Choices()


@lru_cache(1)
def available_zones() -> frozenset[str]:
    """Return the names of all zones: a look into hundreds of files, so it is taken once."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether there is a zone of this name on this machine."""
    return name in available_zones()


class People(Protocol):
    """Keeps what people have chosen. Every method raises DatabaseError."""

    async def choices(self, sub: str) -> Choices:
        """Return a person's choices."""
        ...

    async def choose(self, sub: str, choices: Choices) -> None:
        """Keep a person's choices."""
        ...


class MongoPeople:
    """Implements `People`: `{_id: sub, zone, theme, keys, rows}`."""

    def __init__(self, database: Database) -> None:
        self._people = database[COLLECTION]

    async def choices(self, sub: str) -> Choices:
        """See `People.choices`."""
        found = await self._people.find_one({"_id": sub})
        return UNCHOSEN if found is None else _read(found)

    async def choose(self, sub: str, choices: Choices) -> None:
        """See `People.choose`."""
        kept: Document = {
            "zone": choices.zone,
            "theme": choices.theme,
            "keys": choices.keys,
            "rows": choices.rows,
        }
        await self._people.update_one({"_id": sub}, {"$set": kept}, upsert=True)


def _read(document: Document) -> Choices:
    """Read them; what cannot be meant is as if it had not been chosen."""
    zone, theme = document.get("zone"), document.get("theme")
    keys, rows = document.get("keys"), document.get("rows")
    return Choices(
        zone if isinstance(zone, str) and is_zone(zone) else UNCHOSEN.zone,
        theme if theme in THEMES else UNCHOSEN.theme,
        keys if isinstance(keys, bool) else UNCHOSEN.keys,
        rows if rows in ROWS else UNCHOSEN.rows,
    )
