"""What is committed is what the code writes."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
KUSTOMIZATIONS = "k8s/overlays/*/kustomization.yaml"
COMPONENT = "../../components/monitoring"
WIKI = "https://wiki.example.com/runbook.md"
ELSEWHERE = "https://operators.example.com"


def generated(folder: Path, *options: str) -> Mapping[str, str]:
    """Write everything into a folder; what is there, by its path."""
    command = [sys.executable, "-m", "deploy.monitoring.generator", "--into", str(folder), *options]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own program
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Everything as the code writes it."""
    return generated(tmp_path_factory.mktemp("as-it-is"))


@pytest.fixture(scope="module")
def made_for_a_wiki(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Everything with runbook and console at other addresses."""
    return generated(tmp_path_factory.mktemp("wiki"), "--runbook", WIKI, "--console", ELSEWHERE)


def test_dashboards_and_rules_are_current(made: Mapping[str, str]) -> None:
    assert len(made) >= 7
    assert {path for path, text in made.items() if (DEPLOY / path).read_text() != text} == set(), (
        "run `make dashboards` and commit what it writes"
    )


def test_nothing_is_left_behind_that_the_code_does_not_write(made: Mapping[str, str]) -> None:
    committed = [*DEPLOY.glob("monitoring/dashboards/*.json"), *DEPLOY.rglob("prometheus-rule.yaml")]
    assert {str(path.relative_to(DEPLOY)) for path in committed} <= made.keys()


def test_an_overlay_with_the_component_takes_its_rule_along() -> None:
    overlays = {path.parent: yaml.safe_load(path.read_text()) for path in DEPLOY.glob(KUSTOMIZATIONS)}
    with_alerts = [path for path, told in overlays.items() if COMPONENT in told["components"]]
    assert {path.name for path in with_alerts} >= {"staging", "production"}
    for path in with_alerts:
        assert "prometheus-rule.yaml" in overlays[path]["resources"]
        assert yaml.safe_load((path / "prometheus-rule.yaml").read_text())["kind"] == "PrometheusRule"


@pytest.mark.parametrize(
    "file",
    [
        "monitoring/rules/flow-omnium.rules.yml",
        "monitoring/dashboards/flow-omnium-overview.json",
        "k8s/overlays/production/prometheus-rule.yaml",
    ],
)
def test_other_addresses_of_runbook_and_console_are_in_all_links(
    made_for_a_wiki: Mapping[str, str], file: str
) -> None:
    text = made_for_a_wiki[file]
    assert WIKI in text
    assert "/runbook.md" not in text.replace(WIKI, "")
    assert ELSEWHERE in text
    assert "https://console." not in text
