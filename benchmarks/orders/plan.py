"""How many orders are measured, by which settings, and what is aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

AT_ONCE: Final = 8
"""Orders under way at once in the peers: the default of TENANT_CONCURRENCY."""

DEFAULT: Final = "ours, default"
WIDE: Final = "ours, 64/64"
BARE: Final = "bare aiohttp"
CELERY: Final = "Celery and requests"

SETTINGS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {DEFAULT: {}, WIDE: {"WORKER_CONCURRENCY": "64", "TENANT_CONCURRENCY": "64"}}
)
"""What a worker is told."""

CONTESTANTS: Final = (DEFAULT, BARE, WIDE, CELERY)
"""In the order of their turns."""

WARM_UP: Final = 64
"""Orders before each turn: code is warm by then, and connections are open."""

AIM_CPU: Final = 2.0
AIM_RATE: Final = 0.7
AIM_P50_MS: Final = 10.0
AIM_P99_MS: Final = 40.0

NEAR: Final = 0.002
"""Seconds after which the neighbours answer: as busy ones on the same machine would. The aims are for this."""

FAR: Final = 0.02
"""As soon as real neighbours would at best."""


@dataclass(frozen=True)
class Size:
    """How many orders a turn has, and how many turns there are."""

    orders: int
    turns: int


WHOLE: Final = Size(2_000, 3)
SMALL: Final = Size(400, 2)
"""What `make bench` has time for."""

LATE_ORDERS: Final = 150
"""Orders that are sent one at a time."""
