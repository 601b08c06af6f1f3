"""From a page as data to a dashboard of Grafana: its variables, its links, its rows."""

from itertools import count
from typing import Final

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from deploy.monitoring.generator.drawing import DATASOURCE, draw, write
from deploy.monitoring.generator.panel import Note, Page

_TAG: Final = "flow-omnium"
_TENANTS: Final = 'label_values({__name__=~"flow_omnium_(gateway_events|jobs)_total"}, tenant)'
_SERVICES: Final = "label_values(flow_omnium_loop_lag_seconds_count, job)"


def page_json(page: Page, runbook: str) -> str:
    """Return the dashboard as Grafana imports it."""
    return JSONEncoder(sort_keys=True, indent=2).encode(_dashboard(page, runbook).build()) + "\n"


def _dashboard(page: Page, runbook: str) -> builders.Dashboard:
    board = builders.Dashboard(page.title).uid(page.uid).description(page.tells).tags([_TAG])
    board.timezone("browser").time("now-3h", "now").refresh("30s").readonly()
    board.tooltip(models.DashboardCursorSync.CROSSHAIR)
    board.variables(_variables(page, runbook)).links(_links())
    numbers = count(1)
    for row in page.rows:
        board.with_row(builders.Row(row.title).id(next(numbers)))
        for panel in row.panels:
            drawn = write if isinstance(panel, Note) else draw
            board.with_panel(drawn(panel, next(numbers)))  # type: ignore[operator]
    return board


def _variables(page: Page, runbook: str) -> list[models.VariableModel]:
    raise NotImplementedError


def _links() -> list[builders.DashboardLink]:
    raise NotImplementedError


__all__ = ["DATASOURCE", "page_json"]
