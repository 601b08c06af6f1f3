"""What somebody orders to be compared. The console orders, the workers run."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

QUEUED: Final = "queued"
"""The state of a reconciliation that nobody has begun."""


class ReconciliationKind(StrEnum):
    """Which records are compared."""

    ORDERS = "orders"
    RETURNS = "returns"
    RECEIPTS = "receipts"
    RECEPTIONS = "receptions"
    CUSTOMERS = "customers"
    STOCK = "stock"


@dataclass(frozen=True)
class ReconciliationOrder:
    """A reconciliation that is wanted: of what has changed between two moments (UTC), or of the records of some ids.

    `since` None means from the beginning, `until` None up to when it runs. With `fix`, jobs are made for what differs; a
    `dry_run` makes none.
    """

    tenant_uid: str
    kind: ReconciliationKind
    by: str
    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    ids: tuple[str, ...] | None = None
    fix: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Ordered:
    """The reconciliation that serves: a new one, or one that waits already and compares all that was asked for."""

    id: str
    kind: ReconciliationKind
    is_new: bool
