"""What people did, whoever asks: acts and sign-ins in one list, the latest first. It changes nothing.

`audit_trail` writes acts and reads one; here they are looked through, page by page, by the numbers of their records.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.operator.audit_trail import acts_on_tenant
from flow_omnium.jobs.operator.kept_acts import SIGN_IN, KeptEntry, kept_act
from flow_omnium.runtime.database import Database, Document

CONSOLE: Final = "console"
"""The way of what was done by the web console; people sign in there and nowhere else."""


@dataclass(frozen=True)
class TrailFilter:
    """Which of them are meant; a field that is None does not restrict. Times are UTC, `before` is a record's number.

    `of_tenants` are those whose acts may be seen at all; `own` is who asks, whose acts are seen whatever they are about.
    """

    tenant: str | None = None
    by: str | None = None
    act: str | None = None
    via: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    of_tenants: frozenset[str] | None = None
    own: str | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Which kinds of records are looked through."""
        if self.act is None:
            return (Kind.ACT, Kind.SIGN_IN)
        return (Kind.SIGN_IN,) if self.act == SIGN_IN else (Kind.ACT,)

    def query(self) -> Document:
        """Write it as a query of the audit log."""
        parts: list[Document] = []
        if self.act not in (None, SIGN_IN):
            parts.append({"content.act": self.act})
        if self.by is not None:
            parts.append({"content.by": self.by})
        if self.via is not None:
            parts.append(_came_by(self.via))
        if self.tenant is not None:
            parts.append(acts_on_tenant(self.tenant))
        if self.before is not None:
            parts.append({"_id": {"$lt": self.before}})
        if self.of_tenants is not None:
            seen = {"content.tenant": {"$in": sorted(self.of_tenants)}}
            parts.append({"$or": [seen, {"content.by": self.own}]})
        times = {"$gte": self.since, "$lt": self.until}
        given = {name: at for name, at in times.items() if at is not None}
        return ({"at": given} if given else {}) | ({"$and": parts} if parts else {})


class Trail:
    """Reads what people did. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._log = AuditLog(database)

    async def latest(self, limit: int, wanted: TrailFilter) -> list[KeptEntry]:
        """Return the latest that are wanted, the newest first."""
        records = await self._log.latest(limit, wanted.kinds, wanted.query())
        outcomes = await self._log.outcomes([record["_id"] for record in records])
        return [kept_act(record, outcomes.get(record["_id"])) for record in records]


def _came_by(via: str) -> Document:
    came = {"content.via": {"$regex": f"^{re.escape(via)}"}}
    return {"$or": [came, {"kind": Kind.SIGN_IN.value}]} if via == CONSOLE else came
