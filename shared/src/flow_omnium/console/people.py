"""How each person likes to see the web console: one short document for each, under whom the session names."""

from dataclasses import dataclass
from typing import Final, Protocol

from flow_omnium.runtime.database import Database, Document

COLLECTION: Final = "console_people"

TENANT_ZONE: Final = "tenant"
"""In place of a zone: whatever zone the tenant is in."""

THEMES: Final = ("system", "light", "dark")
ROWS: Final = (25, 50, 100)


@dataclass(frozen=True)
class Choices:
    """What a person has chosen; without a choice, this.

    `zone` is TENANT_ZONE or the name of a zone, `theme` one of THEMES; `keys`: whether single keys do something; `rows` is one of ROWS.
    """

    zone: str = TENANT_ZONE
    theme: str = "system"
    keys: bool = True
    rows: int = 50


UNCHOSEN: Final = Choices()


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
        zone if isinstance(zone, str) and zone else UNCHOSEN.zone,
        theme if theme in THEMES else UNCHOSEN.theme,
        keys if isinstance(keys, bool) else UNCHOSEN.keys,
        rows if rows in ROWS else UNCHOSEN.rows,
    )
