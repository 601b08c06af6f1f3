"""What is kept of customers that neither system knows: that one was erased, that one is a guest, what both had alike last.

No personal data: a customer is kept under a slow digest of tenant and id, values under digests that only who has the
tenant's token of Flow can compute. So a mark outlives an erasure, and nobody can read whom it is about.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Protocol

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class CustomerMark:
    """What is kept of one customer; `told` are digests of what Omnium and the shop had alike last, by field."""

    is_erased: bool = False
    is_guest: bool = False
    told: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


UNMARKED: Final = CustomerMark()


class CustomerMarks(Protocol):
    """Where the marks are kept. Ids are the uid in Flow and the id in Omnium; notes are kept under the uid."""

    async def read(self, tenant_uid: str, customer_uid: str, *ids: str) -> CustomerMark:
        """Return the mark of a customer: erased if any of the ids is. Raises LedgerUnavailableError."""
        ...

    async def note(self, tenant_uid: str, customer_uid: str, mark: CustomerMark) -> None:
        """Keep what was told, unless the customer is erased. Raises LedgerUnavailableError."""
        ...

    async def erase(self, tenant_uid: str, ids: Iterable[str]) -> int:
        """Mark ids as erased, and drop all else of them; return how many were not. Raises LedgerUnavailableError."""
        ...


class MemoryMarks:
    """Marks that last as long as the process: for tests, and for a dry run without a database."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], CustomerMark] = {}

    async def read(self, tenant_uid: str, customer_uid: str, *ids: str) -> CustomerMark:
        """See `CustomerMarks.read`."""
        found = [self._marks.get((tenant_uid, one), UNMARKED) for one in (customer_uid, *ids)]
        return joined(found)

    async def note(self, tenant_uid: str, customer_uid: str, mark: CustomerMark) -> None:
        """See `CustomerMarks.note`."""
        key = tenant_uid, customer_uid
        if not self._marks.get(key, UNMARKED).is_erased:
            self._marks[key] = mark

    async def erase(self, tenant_uid: str, ids: Iterable[str]) -> int:
        """See `CustomerMarks.erase`."""
        keys = {(tenant_uid, one) for one in ids}
        fresh = {key for key in keys if not self._marks.get(key, UNMARKED).is_erased}
        self._marks |= dict.fromkeys(fresh, CustomerMark(is_erased=True))
        return len(fresh)


def digests(secret: str, customer_uid: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the digests of values, by field: they show whether a value is the same again, and nothing else."""
    key = hmac.digest(secret.encode(), customer_uid.encode(), "sha256")
    return {
        name: hmac.digest(key, f"{name}:{value}".encode(), "sha256").hex() for name, value in values.items()
    }


def joined(found: Sequence[CustomerMark]) -> CustomerMark:
    """Return the first of the marks of one customer; erased under one id is erased."""
    return replace(found[0], is_erased=any(mark.is_erased for mark in found))
