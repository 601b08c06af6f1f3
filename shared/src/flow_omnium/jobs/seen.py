"""What jobs have seen of records: by it a poll knows which of them needs no job."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from flow_omnium.jobs.kinds import JobKind

SENDERS_WORDS: Final = ("className", "action")
"""What each event of Omnium's and of Flow's says, and no job that somebody else has made."""


@dataclass(frozen=True)
class Known:
    """What the ledger has of a key: whether a job is pending, and the versions that jobs have made agree (`Journal.saw`).

    `told`: those of the versions that a sender's event had told of; `is_told`: the pending job is a sender's. `left_at`:
    when an operator last ended a job of the key unfinished (UTC).
    """

    is_pending: bool = False
    versions: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    is_told: bool = False
    left_at: datetime | None = None

    def is_left_since(self, at: datetime | None) -> bool:
        """Tell whether an operator has ended a job of the key since a moment (UTC); of a moment that nobody tells, it is not known."""
        return self.left_at is not None and at is not None and self.left_at >= at

    def and_of(
        self,
        seen: Iterable[str],
        *,
        is_pending: bool,
        is_told: bool = False,
        left_at: datetime | None = None,
    ) -> "Known":
        """Return it with one more job of the key."""
        versions = frozenset(seen)
        moments = [at for at in (self.left_at, left_at) if at is not None]
        return Known(
            self.is_pending or is_pending,
            self.versions | versions,
            self.told | versions if is_told else self.told,
            self.is_told or (is_told and is_pending),
            max(moments, default=None),
        )


class SeenRecords(Protocol):
    """Tells what jobs have seen of records."""

    async def known(self, tenant_uid: str, kind: JobKind, keys: Collection[str]) -> Mapping[str, Known]:
        """Return what is known of those keys that had a job of the kind in the last 30 days.

        Raises LedgerUnavailableError.
        """
        ...


KnownRecords = Mapping[JobKind, Mapping[str, Known]]
"""What jobs have seen, by kind and key."""


async def known_of(
    seen: SeenRecords, tenant_uid: str, records: Iterable[tuple[JobKind, str]]
) -> KnownRecords:
    """Return what is known of records of several kinds. Raises LedgerUnavailableError."""
    keys: defaultdict[JobKind, set[str]] = defaultdict(set)
    for kind, key in records:
        keys[kind].add(key)
    return {kind: await seen.known(tenant_uid, kind, each) for kind, each in keys.items()}


def is_of_a_sender(event: Mapping[str, Any]) -> bool:
    """Tell whether a job was made by an event that a vendor has sent."""
    return any(word in event for word in SENDERS_WORDS)
