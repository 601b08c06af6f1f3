"""How much of each is measured."""

from typing import Final

ENTRIES: Final = 200_000
"""Of the ledger: sizes of an entry are those of a million within some percent."""

JOBS: Final = 1_000
"""Of each kind, worked off as a backlog."""

NOTED: Final = 200
"""Of each kind, while the database notes every operation, which costs time."""

IDLE_SECONDS: Final = 30.0
"""For as long it is noted what the suite does without any job."""

TENANTS: Final = 10_000
READY_SECONDS: Final = 90.0
SETTLED_SECONDS: Final = 15.0
"""After the start: what is done once is done by then."""

WATCHED_SECONDS: Final = 30.0
DUE_SECONDS: Final = 30.0
"""For as long it is counted how many polls are made when all are due at once."""

CHANGES: Final = 10
"""Tenants that are changed one after the other."""
