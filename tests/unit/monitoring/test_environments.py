"""Environments share a Prometheus and a Grafana: whatever is asked, is asked of one of them."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

SelectorsIn = Callable[[str], Sequence[str]]
Rule = Mapping[str, Any]
Page = Mapping[str, Any]

ROOT = Path(__file__).parents[3]
CHOSEN = 'namespace=~"$namespace"'


def test_every_selector_of_every_rule_is_of_the_environment(
    rules_by_namespace: Mapping[str, Sequence[Rule]], selectors_in: SelectorsIn
) -> None:
    assert len(rules_by_namespace) > 1
    for namespace, of_it in rules_by_namespace.items():
        asked = [one for rule in of_it for one in selectors_in(rule["expr"])]
        assert len(asked) > 100
        assert [one for one in asked if f'{{namespace="{namespace}"' not in one] == []


def test_every_alert_carries_its_environment(rules_by_namespace: Mapping[str, Sequence[Rule]]) -> None:
    for namespace, of_it in rules_by_namespace.items():
        assert {rule["labels"].get("namespace") for rule in of_it} == {namespace}


def test_every_environment_has_every_alert(
    rules: Sequence[Rule], rules_by_namespace: Mapping[str, Sequence[Rule]]
) -> None:
    for namespace, of_it in rules_by_namespace.items():
        alone = [rule["expr"].replace(f'namespace="{namespace}",', "") for rule in of_it]
        assert [expr.replace(f'{{namespace="{namespace}"}}', "") for expr in alone] == [
            rule["expr"] for rule in rules
        ]
        assert [rule["annotations"] for rule in of_it] == [rule["annotations"] for rule in rules]


def test_without_environments_no_rule_asks_for_one(rules: Sequence[Rule]) -> None:
    assert [rule["alert"] for rule in rules if "namespace" in f"{rule['expr']} {rule['labels']}"] == []


def test_every_selector_of_every_panel_and_variable_is_of_the_chosen_environments(
    pages: Mapping[str, Page], selectors_in: SelectorsIn
) -> None:
    for name, page in pages.items():
        asked = [one for expr in asked_by(page) for one in selectors_in(expr)]
        assert len(asked) > 10
        assert [one for one in asked if f"{{{CHOSEN}" not in one] == [], name


def test_all_environments_are_also_those_without_a_name(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        (variable,) = [one for one in page["templating"]["list"] if one["name"] == "namespace"]
        assert variable["query"] == "label_values(flow_omnium_loop_lag_seconds_count, namespace)"
        assert (variable["includeAll"], variable["allValue"], variable["multi"]) == (True, ".*", True)


@pytest.mark.parametrize(
    ("expr", "selectors"),
    [
        ("sum by (queue) (flow_omnium_consuming) == 0 or absent(up)", ["flow_omnium_consuming", "up"]),
        ('rate(x{a="}"}[5m]) > 10m and y offset 15m', ['x{a="}"}', "y"]),
        ('label_values({__name__=~"z"}, tenant)', ['{__name__=~"z"}', "tenant"]),
    ],
)
def test_a_selector_without_a_brace_is_noticed(
    expr: str, selectors: Sequence[str], selectors_in: SelectorsIn
) -> None:
    assert selectors_in(expr) == selectors


def test_an_overlay_of_another_namespace_gets_rules_of_its_own(tmp_path: Path) -> None:
    made = written_for("namespace: mine\ncomponents: [../../components/monitoring]", tmp_path)
    assert made.returncode == 0, made.stderr
    rules = (tmp_path / "k8s" / "overlays" / "own" / "prometheus-rule.yaml").read_text()
    assert 'absent(rabbitmq_identity_info{namespace="mine"})' in rules


def test_an_overlay_with_alerts_and_without_a_namespace_is_refused(tmp_path: Path) -> None:
    made = written_for("components: [../../components/monitoring]", tmp_path)
    assert "overlay own takes ../../components/monitoring and sets no namespace" in made.stderr


def written_for(kustomization: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the generator for an overlay `own` of a folder, into that folder."""
    (folder / "overlays" / "own").mkdir(parents=True)
    (folder / "overlays" / "own" / "kustomization.yaml").write_text(kustomization)
    command = [sys.executable, "-m", "deploy.monitoring.generator", "--into", str(folder)]
    return subprocess.run(  # noqa: S603 - our own program
        [*command, f"--overlays={folder / 'overlays'}"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def asked_by(page: Page) -> Iterator[str]:
    for panel in page["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))
    for variable in page["templating"]["list"]:
        if variable["type"] == "query" and variable["name"] != "namespace":
            yield variable["query"].removeprefix("label_values(").rpartition(",")[0]
