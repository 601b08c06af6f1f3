"""What a dashboard shows, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from deploy.monitoring.generator.scope import CHOSEN


class Form(Enum):
    """How a panel is drawn."""

    LINES = auto()
    STACK = auto()
    NUMBER = auto()
    HEATMAP = auto()
    TABLE = auto()


class Unit(StrEnum):
    """Grafana's ids of the units in use; a rate is per second."""

    COUNT = "short"
    PER_SECOND = "ops"
    REQUESTS = "reqps"
    SECONDS = "s"
    SHARE = "percentunit"
    BYTES = "bytes"
    ON_OFF = "bool_on_off"
    NONE = "none"


@dataclass(frozen=True)
class Query:
    """One PromQL expression; `legend` names its series by their labels. `bound`: what others may reach, drawn dashed."""

    expr: str
    legend: str = ""
    bound: bool = False


@dataclass(frozen=True)
class Panel:
    """One panel. Above `limit` it turns red, or below it where `low` says so; `alert` fires by the same number."""

    title: str
    tells: str
    unit: Unit
    queries: Sequence[Query]
    form: Form = Form.LINES
    width: int = 8
    limit: float | None = None
    low: bool = False
    alert: str | None = None
    leads_to_tenant: bool = False


@dataclass(frozen=True)
class Note:
    """A panel of text, in Markdown."""

    title: str
    markdown: str
    width: int = 24
    height: int = 6


@dataclass(frozen=True)
class Row:
    """A heading and what stands below it."""

    title: str
    panels: Sequence[Panel | Note]


@dataclass(frozen=True)
class Page:
    """One dashboard. `one_tenant`: its tenant is a single one, not a choice of several; `in_console`: the web console's page
    about the same."""

    uid: str
    title: str
    tells: str
    rows: Sequence[Row]
    by_tenant: bool = False
    by_service: bool = False
    one_tenant: bool = False
    in_console: str = "/"


def quantile(share: float, histogram: str, matchers: str, *by: str) -> str:
    """Return the expression for a quantile of a histogram, by some labels."""
    return f"histogram_quantile({share}, {rate(f'{histogram}_bucket', matchers, *by, 'le')})"


def rate(counter: str, matchers: str, *by: str) -> str:
    """Return the expression for a counter's rate, summed over everything but some labels."""
    return f"sum by ({', '.join(by)}) (rate({CHOSEN(counter, matchers)}[$__rate_interval]))"


def share(part: str, whole: str) -> str:
    """Return the expression for one rate among another of the same labels: 0, not nothing, where the part has no series."""
    return f"({part} or 0 * {whole}) / {whole}"
