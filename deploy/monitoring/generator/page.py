"""From a page as data to a dashboard of Grafana: its variables, its links, its rows."""

from collections.abc import Sequence
from itertools import count
from typing import Final

from deploy.monitoring.generator.drawing import DATASOURCE, WHERE, draw
from deploy.monitoring.generator.links import Links
from deploy.monitoring.generator.panel import Page
from deploy.monitoring.generator.scope import CHOSEN
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

_TAG: Final = "flow-omnium"
_NAMESPACES: Final = "label_values(flow_omnium_loop_lag_seconds_count, namespace)"
_EVENTS_OR_JOBS: Final = '__name__=~"flow_omnium_(gateway_events|jobs|task_runs)_total"'
_TENANTS: Final = f"label_values({CHOSEN('', _EVENTS_OR_JOBS)}, tenant)"
_SERVICES: Final = f"label_values({CHOSEN('flow_omnium_loop_lag_seconds_count')}, job)"


def page_json(page: Page, pages: Sequence[Page], to: Links) -> str:
    """Return the dashboard as Grafana imports it, with links to all `pages`."""
    return JSONEncoder(sort_keys=True, indent=2).encode(_dashboard(page, pages, to).build()) + "\n"


def _dashboard(page: Page, pages: Sequence[Page], to: Links) -> builders.Dashboard:
    board = builders.Dashboard(page.title).uid(page.uid).description(page.tells).tags([_TAG])
    board.timezone("browser").time("now-3h", "now").refresh("30s").readonly()
    board.tooltip(models.DashboardCursorSync.CROSSHAIR)
    board.variables(_variables(page, to)).links(_links(page, pages))
    numbers = count(1)
    for row in page.rows:
        board.with_row(builders.Row(row.title).id(next(numbers)))
        for panel in row.panels:
            board.with_panel(draw(panel, next(numbers)))
    return board


def _variables(page: Page, to: Links) -> list[Builder[models.VariableModel]]:
    variables: list[Builder[models.VariableModel]] = [
        builders.DatasourceVariable("datasource").label("Prometheus").type("prometheus"),
        builders.ConstantVariable("runbook").value(to.runbook),
        builders.ConstantVariable("console").value(to.console),
        _choice("namespace", "Environment", _NAMESPACES, several=True),
    ]
    if page.by_tenant or page.one_tenant:
        variables.append(_choice("tenant", "Tenant", _TENANTS, several=not page.one_tenant))
    if page.by_service:
        variables.append(_choice("service", "Service", _SERVICES, several=True))
    return variables


def _choice(name: str, label: str, query: str, *, several: bool) -> builders.QueryVariable:
    choice = builders.QueryVariable(name).label(label).query(query).datasource(DATASOURCE)
    choice.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(models.VariableSort.ALPHABETICAL_ASC)
    return choice.multi(True).include_all(True).all_value(".*") if several else choice


def _links(page: Page, pages: Sequence[Page]) -> list[Builder[models.DashboardLink]]:
    console = _outside("Web console", f"${{console}}{page.in_console}", "external link")
    return [*(_to(one) for one in pages), console, _outside("Runbook", "${runbook}", "doc")]


def _outside(title: str, url: str, icon: str) -> builders.DashboardLink:
    link = builders.DashboardLink(title).type(models.DashboardLinkType.LINK).url(url)
    return link.icon(icon).target_blank(True)


def _to(page: Page) -> builders.DashboardLink:
    link = (
        builders.DashboardLink(page.title).type(models.DashboardLinkType.LINK).url(f"/d/{page.uid}?{WHERE}")
    )
    return link.icon("dashboard").keep_time(True)
