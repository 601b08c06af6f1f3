"""What templates may do with a value besides printing it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlencode

from admin_console.jobs.output import span
from admin_console.terminal import counted

_NONE: Final = "–"
_MOMENT: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: where it stands and how high it is, in hundredths of the chart."""

    label: str
    value: float
    left: float
    width: float
    height: float


def local(at: datetime | None, zone: tzinfo) -> str:
    """Write a time as the visitor reads it: to the second, with its zone."""
    return _NONE if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"


def exact(at: datetime) -> str:
    """Write a time for machines and for who wants to be sure: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ago(at: datetime | None, now: datetime) -> str:
    """Say how long ago something was, or in how long it will be."""
    if at is None:
        return _NONE
    passed = now - at
    if abs(passed) < _MOMENT:
        return "just now"
    return f"{span(passed)} ago" if passed > timedelta() else f"in {span(-passed)}"


def segment(text: object) -> str:
    """Quote a text as one segment of a path."""
    return quote(str(text), safe="")


def with_query(path: str, **values: object) -> str:
    """Write an address of ours with its query; what is None is left out, a list is repeated."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def bars_of(values: Sequence[tuple[str, float]]) -> Sequence[Bar]:
    """Lay out labelled numbers as bars; the highest one fills the chart."""
    highest = max((value for _, value in values), default=0) or 1
    step = 100 / max(len(values), 1)
    return [
        Bar(label, value, round(number * step, 3), round(step * 0.8, 3), round(100 * value / highest, 3))
        for number, (label, value) in enumerate(values)
    ]


FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {"local": local, "exact": exact, "ago": ago, "segment": segment, "counted": counted}
)
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {"with_query": with_query, "bars_of": bars_of}
)
