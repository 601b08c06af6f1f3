"""What jobs have seen of records: by it a poll knows which of them needs no job."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flow_omnium.jobs.kinds import JobKind


@dataclass(frozen=True)
class Known:
    """What the ledger has of a key: whether a job is pending, and the versions that jobs have made agree (`Journal.saw`)."""

    is_pending: bool = False
    versions: frozenset[str] = frozenset()

    def and_of(self, seen: Iterable[str], *, is_pending: bool) -> "Known":
        """Return it with one more job of the key."""
        return Known(self.is_pending or is_pending, self.versions.union(seen))


class SeenRecords(Protocol):
    """Tells what jobs have seen of records."""

    async def known(self, tenant_uid: str, kind: JobKind, keys: Collection[str]) -> Mapping[str, Known]:
        """Return what is known of those keys that had a job of the kind in the last 30 days.

        Raises LedgerUnavailableError.
        """
        ...
