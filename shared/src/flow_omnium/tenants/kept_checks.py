"""What the latest check of each tenant found: `{_id: tenantUid, at, by, findings}`, so that a page need not check again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flow_omnium.runtime.database import Database

COLLECTION: Final = "tenant_checks"


@dataclass(frozen=True)
class Finding:
    """One step: what is looked at, how it stands (`ok`, `wrong`, `not checked`), and why it is not well."""

    what: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class KeptCheck:
    """What a check found at a moment (UTC), and who had it made."""

    at: datetime
    by: str
    findings: Sequence[Finding]


class MongoKeptChecks:
    """The checks in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._checks = database[COLLECTION]

    async def keep(self, tenant_uid: str, check: KeptCheck) -> None:
        """Keep it in place of the one before."""
        findings = [vars(one) for one in check.findings]
        kept = {"at": check.at, "by": check.by, "findings": findings}
        await self._checks.replace_one({"_id": tenant_uid}, kept, upsert=True)

    async def of(self, tenant_uid: str) -> KeptCheck | None:
        """Return the latest; None where there is none, or one of another version."""
        row = await self._checks.find_one({"_id": tenant_uid})
        try:
            return (
                None
                if row is None
                else KeptCheck(row["at"], row["by"], [Finding(**one) for one in row["findings"]])
            )
        except (KeyError, TypeError):
            return None
