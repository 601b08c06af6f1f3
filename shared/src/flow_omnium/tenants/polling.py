"""The section `polling` of a tenant file: how often each vendor is asked for what no event may have told (design section 9)."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from flow_omnium.tenants.keys import Keys, Read

SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(hours=24)

OFF: Final = "off"

_WRITTEN: Final = re.compile(r"(\d{1,6})([smh])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
_POLLS: Final = "polling"


def _read(value: Any) -> Any:
    """Read `30s`, `2m`, `1h`; `off` is no interval at all."""
    if value == OFF:
        return None
    if isinstance(value, timedelta):
        return value
    found = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    length = None if found is None else timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    if length is None or not SHORTEST <= length <= LONGEST:
        raise PydanticCustomError("interval", "Input should be off, or from 1s to 24h, such as 30s, 2m or 1h")
    return length


def written(interval: timedelta | None) -> str:
    """Write an interval as it stands in a file, in the largest unit that it fills."""
    if interval is None:
        return OFF
    seconds = round(interval.total_seconds())
    unit = next(name for name in ("h", "m", "s") if seconds % _SECONDS[name] == 0)
    return f"{seconds // _SECONDS[unit]}{unit}"


Often = Annotated[
    timedelta | None,
    BeforeValidator(_read),
    PlainSerializer(written),
    WithJsonSchema({"type": "string", "pattern": r"^(off|\d{1,6}[smh])$"}),
]
"""So often; None: never."""


class Polling(Keys):
    """How often the vendors are asked; each source by itself. A source that is off finds nothing that its events leave out."""

    model_config = ConfigDict(alias_generator=to_camel)

    orders: Annotated[
        Often,
        Field(description="how often Omnium and Flow are asked for orders that changed, or `off`"),
        Read(_POLLS),
    ] = timedelta(minutes=2)
    receipts: Annotated[
        Often,
        Field(description="how often Flow is asked for receipts that were settled, or `off`"),
        Read(_POLLS),
    ] = timedelta(minutes=5)
    receivements: Annotated[
        Often,
        Field(description="how often each store in Flow is asked for receptions that changed, or `off`"),
        Read(_POLLS),
    ] = timedelta(minutes=5)
    stock: Annotated[
        Often,
        Field(
            description="how often each store whose stock is Flow's is asked for levels that changed, or `off`"
        ),
        Read(_POLLS),
    ] = timedelta(minutes=15)
