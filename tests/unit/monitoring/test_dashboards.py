"""Every panel says what it shows, in which unit, and leads on; no two lie on one another."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

Page = Mapping[str, Any]

DRAWN = {"timeseries", "stat", "heatmap", "table"}


def drawn(pages: Mapping[str, Page]) -> Iterator[Mapping[str, Any]]:
    for page in pages.values():
        yield from (panel for panel in page["panels"] if panel["type"] in DRAWN)


def test_there_are_the_four_pages(pages: Mapping[str, Page]) -> None:
    """Under names that are nobody else's in a folder in which Grafana's sidecar collects everybody's."""
    assert {name: page["uid"] for name, page in pages.items()} == {
        f"flow-omnium-{name}": f"flow-omnium-{name}" for name in ("overview", "engine", "tenant", "services")
    }


def test_every_panel_says_what_it_shows_and_in_which_unit(pages: Mapping[str, Page]) -> None:
    for panel in drawn(pages):
        assert panel["description"], panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["targets"], panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def test_tenant_and_service_can_be_chosen(pages: Mapping[str, Page]) -> None:
    variables = {
        name: {one["name"]: one for one in page["templating"]["list"]} for name, page in pages.items()
    }
    assert {name: sorted(of_page) for name, of_page in variables.items()} == {
        "flow-omnium-overview": ["console", "datasource", "namespace", "runbook", "tenant"],
        "flow-omnium-engine": ["console", "datasource", "namespace", "runbook", "service"],
        "flow-omnium-tenant": ["console", "datasource", "namespace", "runbook", "tenant"],
        "flow-omnium-services": ["console", "datasource", "namespace", "runbook", "service"],
    }
    assert variables["flow-omnium-overview"]["tenant"]["includeAll"]
    assert not variables["flow-omnium-tenant"]["tenant"]["multi"]


def test_only_variables_of_the_page_are_used(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        known = {variable["name"] for variable in page["templating"]["list"]} | {"__rate_interval"}
        exprs = [target["expr"] for panel in page["panels"] for target in panel.get("targets", [])]
        assert set(re.findall(r"\$(\w+)", " ".join(exprs))) <= known


def test_no_two_panels_lie_on_one_another(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        places = [cells(panel["gridPos"]) for panel in page["panels"]]
        assert all(not one & other for one, other in combinations(places, 2))
        assert max(x for place in places for x, _ in place) < 24
        numbers = [panel["id"] for panel in page["panels"]]
        assert len(set(numbers)) == len(numbers)


def test_limits_are_drawn_and_lead_to_the_runbook(pages: Mapping[str, Page]) -> None:
    with_limit = [
        panel for panel in drawn(pages) if len(panel["fieldConfig"]["defaults"]["thresholds"]["steps"]) > 1
    ]
    assert len(with_limit) > 12
    unlinked = {panel["title"] for panel in with_limit if not panel.get("links")}
    assert unlinked == {"Firing alerts"}, "which stands for every alert"


def test_the_page_of_a_tenant_is_one_click_away(pages: Mapping[str, Page]) -> None:
    there = "/d/flow-omnium-tenant?var-tenant=${__field.labels.tenant}&${datasource:queryparam}"
    assert there in json.dumps(pages["flow-omnium-overview"])
    (note,) = [panel for panel in pages["flow-omnium-tenant"]["panels"] if panel["type"] == "text"]
    assert "flow-omnium jobs list --tenant $tenant" in note["options"]["content"]


def test_every_page_leads_to_all_and_takes_along_only_what_all_have(pages: Mapping[str, Page]) -> None:
    """The tenant is not among it: it may be all of them, and the page of one tenant has no such choice."""
    wanted = {f"/d/{name}?${{datasource:queryparam}}&${{namespace:queryparam}}" for name in pages}
    for page in pages.values():
        outside = {link["url"] for link in page["links"] if link["targetBlank"]}
        assert {link["url"] for link in page["links"]} == wanted | outside
        assert "${runbook}" in outside
        assert not any(link["includeVars"] for link in page["links"])


def test_every_page_leads_to_the_page_of_the_web_console_about_the_same(pages: Mapping[str, Page]) -> None:
    leads = {
        name: [link["url"] for link in page["links"] if link["url"].startswith("${console}")]
        for name, page in pages.items()
    }
    assert leads == {
        "flow-omnium-overview": ["${console}/"],
        "flow-omnium-engine": ["${console}/system"],
        "flow-omnium-services": ["${console}/system"],
        "flow-omnium-tenant": ["${console}/tenants/${tenant}"],
    }


def test_deferrals_and_the_cap_are_shown(pages: Mapping[str, Page]) -> None:
    shown = {(name, panel["title"]): panel for name, page in pages.items() for panel in page["panels"]}
    for at in (("flow-omnium-overview", "Deferred by reason"), ("flow-omnium-tenant", "Deferred")):
        assert "reason) (rate(flow_omnium_job_deferrals_total" in shown[at]["targets"][0]["expr"]
    running = shown["flow-omnium-engine", "Running by tenant"]
    (cap,) = [one for one in running["targets"] if "flow_omnium_tenant_concurrency" in one["expr"]]
    (dashed,) = running["fieldConfig"]["overrides"]
    assert dashed["matcher"] == {"id": "byFrameRefID", "options": cap["refId"]}
    assert running["fieldConfig"]["defaults"]["custom"].get("stacking") is None


def cells(at: Mapping[str, int]) -> set[tuple[int, int]]:
    return {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
