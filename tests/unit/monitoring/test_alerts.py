"""Every alert says what, who and where to read on, and promtool tries each: one case that fires, one that does not."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.runtime.metrics.page import PARTS_BY_SERVICE

RULES = Path(__file__).parents[3] / "deploy" / "monitoring" / "rules"
CASES = sorted((RULES / "tests").glob("*.test.yml"))

Rule = Mapping[str, Any]


@pytest.mark.parametrize("cases", CASES, ids=lambda path: path.name.partition(".")[0])
def test_the_cases_of_promtool_hold(cases: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the tool that comes with Prometheus
        ["promtool", "test", "rules", str(cases)],  # noqa: S607 - from the PATH, as it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_case_that_fires_and_one_that_does_not(rules: Sequence[Rule]) -> None:
    tried = {(alert["alertname"], bool(alert["exp_alerts"])) for path in CASES for alert in alerts_of(path)}
    assert tried == {(rule["alert"], fires) for rule in rules for fires in (True, False)}


def test_every_alert_is_complete(rules: Sequence[Rule]) -> None:
    for rule in rules:
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert re.fullmatch(r"\d+m", rule["for"])
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}
        assert rule["annotations"]["runbook_url"] == f"docs/runbook.md#{rule['alert'].lower()}"
    assert len({rule["alert"] for rule in rules}) == len(rules)


def test_every_alert_names_whom_it_is_about(rules: Sequence[Rule]) -> None:
    for rule in rules:
        said = " ".join(rule["annotations"].values())
        grouped = re.findall(r"\bby \(([^)]*)\)", rule["expr"])
        told = set(re.findall(r"\$labels\.(\w+)", said))
        assert {label.strip() for label in ",".join(grouped).split(",")} - {"le", ""} <= told, rule["alert"]


def test_the_queues_without_consumers_are_those_of_the_code(rules: Sequence[Rule]) -> None:
    (expr,) = [rule["expr"] for rule in rules if rule["alert"] == "FlowOmniumQueueWithoutConsumer"]
    assert set(re.findall(r'queue="([^"]+)"', expr)) == set(QUEUES)


def test_the_services_that_are_missed_are_those_that_serve_metrics(rules: Sequence[Rule]) -> None:
    (expr,) = [rule["expr"] for rule in rules if rule["alert"] == "FlowOmniumServiceNotScraped"]
    assert set(re.findall(r'job="([^"]+)"', expr)) == set(PARTS_BY_SERVICE)


def alerts_of(path: Path) -> Sequence[Mapping[str, Any]]:
    tests = yaml.safe_load(path.read_text())["tests"]
    return [alert for test in tests for alert in test["alert_rule_test"]]
