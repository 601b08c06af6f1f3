"""Where Grafana shows what the console shows no history of: the suite's own dashboards (deploy/monitoring). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

OVERVIEW: Final = "flow-omnium-overview"
TENANT: Final = "flow-omnium-tenant"


@dataclass(frozen=True)
class Panel:
    """A panel of a dashboard: its number there, and its title; a dashboard as a whole has neither."""

    dashboard: str
    number: int | None = None
    title: str | None = None


PANELS: Final[Mapping[str, Panel]] = MappingProxyType(
    {
        "overview": Panel(OVERVIEW),
        "failures by class": Panel(OVERVIEW, 16, "Failed attempts by class"),
        "pending": Panel(OVERVIEW, 12, "Pending by queue"),
        "tenant": Panel(TENANT),
        "token": Panel(TENANT, 5, "Life left in its token"),
        "events": Panel(TENANT, 7, "Its events"),
        "jobs": Panel(TENANT, 8, "Its jobs"),
        "held": Panel(TENANT, 9, "Held"),
        "tasks": Panel(TENANT, 16, "Runs"),
        "differences": Panel(TENANT, 22, "What differs"),
        "failures": Panel(TENANT, 26, "Failed attempts"),
    }
)
"""By the names that templates use."""


@dataclass(frozen=True)
class Grafana:
    """The Grafana at an address, if there is one."""

    address: str | None = None

    def __call__(self, panel: str, tenant_uid: str | None = None) -> str | None:
        """Return where a panel is seen, for one tenant or for all; None without a Grafana. Raises KeyError for another name."""
        meant = PANELS[panel]
        if self.address is None:
            return None
        query = {"var-tenant": tenant_uid, "viewPanel": meant.number}
        given = urlencode({name: value for name, value in query.items() if value is not None})
        return f"{self.address.rstrip('/')}/d/{meant.dashboard}" + (f"?{given}" if given else "")


NO_GRAFANA: Final = Grafana()
