"""When a token is due to be renewed or asked for again. No I/O, no clock."""

from datetime import datetime, timedelta
from typing import Final

_SPENT_SHARE: Final = 0.8
_LEAST_REST: Final = timedelta(seconds=60)
_SHORTEST_USE: Final = 0.5


def renewal_due_at(obtained_at: datetime, expires_at: datetime) -> datetime:
    """Return when to get the next token: after 80 % of the life, and 60 seconds before its end.

    A token that lives for less than two minutes is used for half its life all the same, else each call would
    bring a new one.
    """
    life = max(expires_at - obtained_at, timedelta())
    spent = min(life * _SPENT_SHARE, life - _LEAST_REST)
    return obtained_at + max(spent, life * _SHORTEST_USE)
