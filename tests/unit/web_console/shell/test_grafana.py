"""Links to the suite's dashboards."""

import json
from pathlib import Path

import pytest

from admin_console.web.grafana import NO_GRAFANA, PANELS, Grafana
from admin_console.web.rendering import environment
from flow_omnium.testing.html import parsed

DASHBOARDS = Path(__file__).parents[4] / "deploy/monitoring/dashboards"


@pytest.mark.parametrize("name", PANELS)
def test_every_panel_is_on_its_dashboard_under_its_number(name: str) -> None:
    panel = PANELS[name]
    dashboard = json.loads((DASHBOARDS / f"{panel.dashboard}.json").read_text())
    assert dashboard["uid"] == panel.dashboard
    titles = {one["id"]: one["title"] for one in dashboard["panels"] if one["type"] != "row"}
    assert titles.get(panel.number) == panel.title


def test_a_panel_is_that_of_the_tenant() -> None:
    grafana = Grafana("https://grafana.example.com/ops/")
    assert grafana("events", "acme & co") == (
        "https://grafana.example.com/ops/d/flow-omnium-tenant?var-tenant=acme+%26+co&viewPanel=7"
    )
    assert grafana("overview") == "https://grafana.example.com/ops/d/flow-omnium-overview"


def test_without_grafana_there_are_no_links() -> None:
    assert NO_GRAFANA("events", "acme") is None
    template = '{% import "parts.html" as parts %}<p>{{ parts.panel("events", "Events", "acme") }}</p>'
    assert not parsed(environment({}).from_string(template).render()).all("a")
    linked = parsed(environment({}, Grafana("https://g.example.com")).from_string(template).render())
    assert linked.one("a")["href"].startswith("https://g.example.com/d/flow-omnium-tenant?")


@pytest.mark.parametrize("name", ["event", ""])
def test_a_name_that_no_panel_has_is_a_defect_even_without_grafana(name: str) -> None:
    with pytest.raises(KeyError):
        NO_GRAFANA(name)
