"""What the mapping must know besides the order. No I/O."""

from dataclasses import dataclass
from datetime import datetime

from flow_omnium.tenants.tenant import Parameters


@dataclass(frozen=True)
class InboundContext:
    """`now` is aware; `timezone` (IANA) and `country` (ISO 3166) are needed only to work out a deadline."""

    parameters: Parameters
    now: datetime
    timezone: str | None
    country: str | None
