"""How full the ledger is, and how long is looked at it."""

from typing import Final

ENTRIES: Final = 1_000_000
ORDERS: Final = 2_000
TURNS: Final = 3
IDLE_SECONDS: Final = 30.0
AIM_RATE: Final = 0.9
"""What of its rate a worker should keep when the ledger is full."""
