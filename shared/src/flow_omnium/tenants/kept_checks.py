"""What the latest check of each tenant found, so that a page need not check again.

One document a tenant: `{_id: tenantUid, at, by, findings, names: {at, by, values, unread}}`. The names are compared with each
check, and alone when somebody wants to know what they stand for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flow_omnium.runtime.database import Database

COLLECTION: Final = "tenant_checks"


@dataclass(frozen=True)
class Finding:
    """One step: what is looked at, how it stands (`ok`, `wrong`, `not checked`), and why it is not well."""

    what: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class NamedValue:
    """A record that the settings name at `path`: whose it is, what it is, and how that system calls it ("": it does not say).

    `fault` says that it does not exist.
    """

    path: str
    system: str
    what: str
    name: str
    title: str = ""
    fault: str = ""


@dataclass(frozen=True)
class ComparedNames:
    """What the names in the settings stand for; `unread` says which could not be compared, and why."""

    values: Sequence[NamedValue] = ()
    unread: Sequence[str] = ()


@dataclass(frozen=True)
class KeptNames:
    """Names that were compared at a moment (UTC), and who had them compared."""

    at: datetime
    by: str
    names: ComparedNames


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

    async def keep(self, tenant_uid: str, check: KeptCheck, names: ComparedNames) -> None:
        """Keep it in place of the one before."""
        findings = [vars(one) for one in check.findings]
        kept = {"at": check.at, "by": check.by, "findings": findings}
        kept["names"] = _names_document(KeptNames(check.at, check.by, names))
        await self._checks.replace_one({"_id": tenant_uid}, kept, upsert=True)

    async def keep_names(self, tenant_uid: str, kept: KeptNames) -> None:
        """Keep names that were compared alone, beside what the last check has found of all else."""
        names = {"$set": {"names": _names_document(kept)}}
        await self._checks.update_one({"_id": tenant_uid}, names, upsert=True)

    async def of(self, tenant_uid: str) -> KeptCheck | None:
        """Return the latest; None where there is none, or one of another version."""
        row = await self._checks.find_one({"_id": tenant_uid}, {"names": 0})
        try:
            return (
                None
                if row is None
                else KeptCheck(row["at"], row["by"], [Finding(**one) for one in row["findings"]])
            )
        except (KeyError, TypeError):
            return None

    async def names_of(self, tenant_uid: str) -> KeptNames | None:
        """Return the names that were compared last; None where there are none, or those of another version."""
        row = await self._checks.find_one({"_id": tenant_uid}, {"names": 1})
        try:
            return None if row is None else _names_in(row["names"])
        except (KeyError, TypeError):
            return None


def _names_document(kept: KeptNames) -> dict[str, Any]:
    values = [vars(one) for one in kept.names.values]
    return {"at": kept.at, "by": kept.by, "values": values, "unread": list(kept.names.unread)}


def _names_in(row: dict[str, Any]) -> KeptNames:
    values = [NamedValue(**one) for one in row["values"]]
    return KeptNames(row["at"], row["by"], ComparedNames(values, list(row["unread"])))
