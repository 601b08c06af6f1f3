"""When a token is due to be renewed or asked for again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

_SPENT_SHARE: Final = 0.8
_LEAST_REST: Final = timedelta(seconds=60)
_SHORTEST_USE: Final = 0.5
_JITTER: Final = 0.05
"""Share of a token's life by which its renewal is moved to either side, so that tenants do not come all at once."""


def renewal_due_at(obtained_at: datetime, expires_at: datetime) -> datetime:
    """Return when to get the next token: after 80 % of the life, and 60 seconds before its end.

    A token that lives for less than two minutes is used for half its life all the same, else each call would
    bring a new one.
    """
    life = max(expires_at - obtained_at, timedelta())
    spent = min(life * _SPENT_SHARE, life - _LEAST_REST)
    return obtained_at + max(spent, life * _SHORTEST_USE)


class RenewalSchedule:
    """Spreads the renewals of many tenants. `chance` gives numbers from 0 to 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._drawn: dict[str, tuple[int, float]] = {}

    def due_at(self, tenant_uid: str, version: int, obtained_at: datetime, expires_at: datetime) -> datetime:
        """Return when to get the next token, up to 5 % of the life earlier or later: the same for as long as it lives."""
        life = expires_at - obtained_at
        return renewal_due_at(obtained_at, expires_at) + life * self._share(tenant_uid, version)

    def _share(self, tenant_uid: str, version: int) -> float:
        drawn = self._drawn.get(tenant_uid)
        if drawn is None or drawn[0] != version:
            drawn = self._drawn[tenant_uid] = version, _JITTER * (2 * self._chance() - 1)
        return drawn[1]
