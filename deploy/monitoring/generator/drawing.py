"""From a panel as data to a panel of Grafana."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from deploy.monitoring.generator.alert import anchor
from deploy.monitoring.generator.panel import Form, Note, Panel, Query
from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import heatmap, prometheus, stat, table, text, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.heatmap import HeatmapColorMode
from grafana_foundation_sdk.models.prometheus import PromQueryFormat
from grafana_foundation_sdk.models.text import TextMode

DATASOURCE: Final = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
WHERE: Final = "${datasource:queryparam}&${namespace:queryparam}"
"""What a link takes along: every page has these. Its tenant may be all of them, and the page of one has no such choice."""

TENANT_PAGE: Final = (
    f"/d/flow-omnium-tenant?var-tenant=${{__field.labels.tenant}}&{WHERE}&${{__url_time_range}}"
)
_HEIGHT: Final = 8
_DASHED: Final = [
    models.DynamicConfigValue("custom.lineStyle", {"fill": "dash", "dash": [10, 10]}),
    models.DynamicConfigValue("custom.fillOpacity", 0),
]
_LOW_HEIGHT: Final = 4

_AnyPanel = TypeVar("_AnyPanel", timeseries.Panel, stat.Panel, heatmap.Panel, table.Panel)


def draw(panel: Panel | Note, number: int) -> Builder[models.Panel]:
    """Return the builder of a panel; `number` is its id within the dashboard."""
    return _note(panel, number) if isinstance(panel, Note) else _DRAWN[panel.form](panel, number)


def _note(note: Note, number: int) -> text.Panel:
    return (
        text.Panel()
        .id(number)
        .title(note.title)
        .mode(TextMode.MARKDOWN)
        .content(note.markdown)
        .span(note.width)
        .height(note.height)
    )


def _lines(panel: Panel, number: int) -> timeseries.Panel:
    drawn = _common(timeseries.Panel(), panel, number)
    drawn.targets([_target(query, index) for index, query in enumerate(panel.queries)])
    drawn.fill_opacity(10).show_points(common.VisibilityMode.NEVER).axis_soft_min(0)
    drawn.legend(
        common_builders.VizLegendOptions()
        .display_mode(common.LegendDisplayMode.TABLE)
        .placement(common.LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs(["lastNotNull", "max"])
    )
    drawn.tooltip(common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI))
    for index in (index for index, query in enumerate(panel.queries) if query.bound):
        drawn.override_by_query(_letter(index), _DASHED)
    if panel.limit is not None:
        style = common.GraphThresholdsStyleMode.LINE
        drawn.thresholds_style(common_builders.GraphThresholdsStyleConfig().mode(style))
    if panel.leads_to_tenant:
        drawn.data_links([builders.DashboardLink("Tenant ${__field.labels.tenant}").url(TENANT_PAGE)])
    return drawn


def _stack(panel: Panel, number: int) -> timeseries.Panel:
    mode = common_builders.StackingConfig().mode(common.StackingMode.NORMAL)
    return _lines(panel, number).stacking(mode).fill_opacity(40)


def _number(panel: Panel, number: int) -> stat.Panel:
    drawn = _common(stat.Panel(), panel, number).height(_LOW_HEIGHT)
    drawn.targets([_target(query, index) for index, query in enumerate(panel.queries)])
    drawn.reduce_options(common_builders.ReduceDataOptions().calcs(["lastNotNull"]))
    return drawn.color_mode(common.BigValueColorMode.BACKGROUND).no_value("none")


def _heatmap(panel: Panel, number: int) -> heatmap.Panel:
    drawn = _common(heatmap.Panel(), panel, number)
    targets = [
        _target(query, index).format(PromQueryFormat.HEATMAP) for index, query in enumerate(panel.queries)
    ]
    color = heatmap.HeatmapColorOptions().mode(HeatmapColorMode.SCHEME).scheme("Oranges").steps(64)
    drawn.targets(list(targets)).calculate(False).color(color)
    return drawn.y_axis(heatmap.YAxisConfig().unit(panel.unit.value))


def _table(panel: Panel, number: int) -> table.Panel:
    drawn = _common(table.Panel(), panel, number)
    targets = [
        _target(query, index).instant().format(PromQueryFormat.TABLE)
        for index, query in enumerate(panel.queries)
    ]
    return drawn.targets(list(targets)).no_value("none")


_DRAWN: Final[Mapping[Form, Callable[[Panel, int], Builder[models.Panel]]]] = {
    Form.LINES: _lines,
    Form.STACK: _stack,
    Form.NUMBER: _number,
    Form.HEATMAP: _heatmap,
    Form.TABLE: _table,
}


def _common(drawn: _AnyPanel, panel: Panel, number: int) -> _AnyPanel:
    drawn.id(number).title(panel.title).description(panel.tells).datasource(DATASOURCE)
    drawn.unit(panel.unit.value).span(panel.width).height(_HEIGHT).thresholds(_thresholds(panel))
    if panel.alert:
        link = builders.DashboardLink(f"Runbook: {panel.alert}").url(f"${{runbook}}#{anchor(panel.alert)}")
        drawn.links([link.target_blank(True)])
    return drawn


def _thresholds(panel: Panel) -> builders.ThresholdsConfig:
    steps = [models.Threshold(value=None, color="red" if panel.low else "green")]
    if panel.limit is not None:
        steps.append(models.Threshold(value=panel.limit, color="green" if panel.low else "red"))
    return builders.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _target(query: Query, index: int) -> prometheus.Dataquery:
    target = prometheus.Dataquery().ref_id(_letter(index)).datasource(DATASOURCE).expr(query.expr)
    return target.range().legend_format(query.legend)
