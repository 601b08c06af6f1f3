"""The day's times, and how much shorter they are played. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

OUTAGE_SECONDS: Final = 30.0
"""How long the gateway is away."""

DEACTIVATION_SECONDS: Final = 300.0
"""How long the tenant is not active."""

SENDERS_RETRIES: Final = (1.0, 5.0, 15.0)
"""When Omnium tries an event again; what is not taken by then is lost (omnium.md 3.5)."""

FLOWS_FIRST_RETRY: Final = 1.0
"""When Flow tries a webhook again, each further time after twice as long (flow.md 4.11)."""

ORDER_POLLS: Final = 120.0
OTHER_POLLS: Final = 300.0
STOCK_POLLS: Final = 900.0
"""How often the polls look: the defaults of the settings."""

RETRY_UNIT: Final = 60.0
"""The unit of the backoff table."""


@dataclass(frozen=True)
class Compression:
    """The factor by which every one of these times, and those between the acts of the day, are shorter: 1 plays them as they are.

    What is not compressed: how long a call, a job and a comparison take, the timeouts, the leases, the relay's pass, and the 30
    seconds that a poll by the clock leaves to the events.
    """

    factor: float

    def real(self, seconds: float) -> float:
        """Return how long so much of the day takes (seconds)."""
        return seconds / self.factor

    def interval(self, seconds: float) -> str:
        """Write an interval as a tenant file has it: whole seconds, one at least."""
        return f"{max(round(self.real(seconds)), 1)}s"

    @property
    def polling(self) -> Mapping[str, str]:
        """The section `polling` of the tenant file."""
        orders, others = self.interval(ORDER_POLLS), self.interval(OTHER_POLLS)
        stock = self.interval(STOCK_POLLS)
        return {"orders": orders, "receipts": others, "receivements": others, "stock": stock}
