"""What is committed is what the code writes."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
MONITORING = ROOT / "deploy" / "monitoring"


def generated(folder: Path, *options: str) -> Mapping[str, str]:
    """Write everything into a folder; what is there, by its path."""
    command = [sys.executable, "-m", "deploy.monitoring.generator", "--into", str(folder), *options]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own program
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*")}


def test_dashboards_and_rules_are_current(tmp_path: Path) -> None:
    made = generated(tmp_path)
    assert len(made) == 6
    assert {path for path, text in made.items() if (MONITORING / path).read_text() != text} == set(), (
        "run `make dashboards` and commit what it writes"
    )


def test_no_dashboard_is_left_behind_that_the_code_does_not_write(tmp_path: Path) -> None:
    made = generated(tmp_path)
    assert {f"dashboards/{path.name}" for path in (MONITORING / "dashboards").glob("*.json")} <= made.keys()


def test_the_operator_gets_the_same_rules_as_prometheus() -> None:
    resource = yaml.safe_load((MONITORING / "rules" / "prometheus-rule.yaml").read_text())
    assert resource["kind"] == "PrometheusRule"
    assert resource["spec"] == yaml.safe_load((MONITORING / "rules" / "flow-omnium.rules.yml").read_text())


@pytest.mark.parametrize("file", ["rules/flow-omnium.rules.yml", "dashboards/overview.json"])
def test_another_address_of_the_runbook_is_in_all_links(tmp_path: Path, file: str) -> None:
    text = generated(tmp_path, "--runbook", "https://wiki.example.com/runbook.md")[file]
    assert "https://wiki.example.com/runbook.md" in text
    assert "docs/runbook.md" not in text.replace("https://wiki.example.com/runbook.md", "")
