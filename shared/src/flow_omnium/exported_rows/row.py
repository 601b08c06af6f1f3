"""One row of Flow that the suite writes: a product, a price, a level."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from flow_omnium.runtime.redaction import cleaned

RowName: TypeAlias = tuple[str, str]
"""The kind and the key of a row, by which it is told apart from others of its tenant."""

MAX_ERROR: Final = 500
"""How much is kept of why a row is set aside: there may be many rows."""


@dataclass(frozen=True)
class ExportedRow:
    """What is known of a row. It is told apart from others of its tenant by `kind` and `key`.

    `uid` is its uid in Flow; `digest` that of the body written last, None: none was. `record` is the id of the Omnium
    record it came from. `intent` names the attempt that is about to make it: whether it has, nobody knows until it is
    confirmed; None: it is. `error` says why it is set aside, after how many `failures` in a row; None: it is not. `at` is
    when this last changed, and `due` when it changes by itself, such as a price that ends by date (UTC); None: never.
    """

    kind: str
    key: str
    uid: str
    at: datetime
    digest: str | None = None
    record: str | None = None
    error: str | None = None
    failures: int = 0
    intent: str | None = None
    due: datetime | None = None

    @property
    def name(self) -> RowName:
        """Its kind and key."""
        return self.kind, self.key


def as_kept(row: ExportedRow) -> ExportedRow:
    """Return the row as it may be kept: without secrets, and what tells of a person, in its error, and within bounds."""
    if row.error is None:
        return row
    # What a peer sent may hold half a character, which no database takes.
    return replace(row, error=cleaned(row.error).encode(errors="replace").decode()[:MAX_ERROR])
