"""How many tenants, how much of a day, and for how long each is measured."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.polling.task import LISTED_LATE
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import OVERLAP
from flow_omnium.tenants.polling import Polling

HOUR: Final = timedelta(hours=1)
FASTER: Final = 60
"""How much faster than by default one tenant is polled, so that a minute stands for an hour."""

TENANTS: Final = 500
"""These are polled as often as by default."""

IDLE_SECONDS: Final = 30.0
BUSY_SECONDS: Final = 20.0
MANY_SECONDS: Final = 60.0
RESTING_SECONDS: Final = 20.0

_DEFAULT: Final = Polling()
INTERVALS: Final[Mapping[TaskName, timedelta]] = MappingProxyType(
    {
        TaskName.POLL_OMNIUM_ORDERS: _DEFAULT.orders or HOUR,
        TaskName.POLL_FLOW_ORDERS: _DEFAULT.orders or HOUR,
        TaskName.POLL_RECEIPTS: _DEFAULT.receipts or HOUR,
        TaskName.POLL_RECEIVEMENTS: _DEFAULT.receivements or HOUR,
        TaskName.POLL_STOCK: _DEFAULT.stock or HOUR,
    }
)
"""How often each poll runs by default."""

POLLS: Final[Mapping[str, tuple[TaskName, ...]]] = MappingProxyType(
    {
        "order-sync": (TaskName.POLL_OMNIUM_ORDERS, TaskName.POLL_FLOW_ORDERS, TaskName.POLL_RECEIPTS),
        "receivement-sync": (TaskName.POLL_RECEIVEMENTS, TaskName.POLL_STOCK),
    }
)
"""Which worker polls what."""

ORDERS_A_DAY: Final = 50_000
CHANGES_OF_AN_ORDER: Final = 4
"""Placed, accepted, ready, handed over: minutes or hours apart, so that each change is in a window of its own."""


def runs_an_hour(service: str, tenants: int) -> float:
    """Return how many polls of some tenants a worker makes in an hour by default."""
    return tenants * sum(HOUR / INTERVALS[task] for task in POLLS[service])


def in_a_window(task: TaskName, a_day: int) -> int:
    """Return how many of so many changes a day a poll finds by default: its window begins a minute before the last one's end."""
    return round(a_day * (INTERVALS[task] + OVERLAP + LISTED_LATE) / timedelta(days=1))
