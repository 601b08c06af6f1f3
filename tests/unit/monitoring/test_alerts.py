"""Every alert says what, who and where to read on, and promtool tries each: one case that fires, one that does not."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from docs.generator.metrics_page import PARTS_BY_SERVICE

from admin_console.web.routes import ROUTES
from flow_omnium.jobs.kinds import QUEUES

ROOT = Path(__file__).parents[3]
RULES = ROOT / "deploy" / "monitoring" / "rules"
COMMITTED = "flow-omnium.rules.yml"
CASES = sorted((RULES / "tests").glob("*.test.yml"))
IN_THE_CASES = "https://git.example.com/flow-omnium/blob/main/docs/runbook.md"
CONSOLE_IN_THE_CASES = "https://console.example.com"
NAMESPACES = {"staging": "flow-omnium-staging", "production": "flow-omnium"}
"""What they name. It is not read from what is committed, so that whoever sets theirs need not touch a case."""
COUNTED = re.compile(r"(?:increase|min_over_time)\([^\[]*\[(\d+)m\]")
LASTING = {"FlowOmniumPublishSlow", "FlowOmniumLoopLag"}
"""About a state that must last, not about something that has happened: they look at five minutes, and wait for ten."""


Rule = Mapping[str, Any]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `deploy` as the generator writes it, with runbook and namespaces as the cases name them."""
    folder = tmp_path_factory.mktemp("deploy")
    for environment, namespace in NAMESPACES.items():
        path = folder / "overlays" / environment / "kustomization.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(f"namespace: {namespace}\ncomponents: [../../components/monitoring]")
    options: dict[str, str | Path] = {"into": folder, "overlays": folder / "overlays"}
    options |= {"runbook": IN_THE_CASES, "console": CONSOLE_IN_THE_CASES}
    command = [sys.executable, "-m", "deploy.monitoring.generator"]
    command += [f"--{name}={value}" for name, value in options.items()]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own program
    return folder


@pytest.fixture(scope="session")
def stated(written: Path) -> Mapping[str, Rule]:
    """Each rule that is written, by the name of its alert."""
    return by_name(yaml.load((written / "monitoring" / "rules" / COMMITTED).read_text(), yaml.CSafeLoader))


@pytest.mark.parametrize("cases", CASES, ids=lambda path: path.name.partition(".")[0])
def test_the_cases_of_promtool_hold(cases: Path, stated: Mapping[str, Rule], tmp_path: Path) -> None:
    assert_they_hold(*by_alert(as_text(cases), stated, tmp_path))


def by_alert(cases: Mapping[str, Any], stated: Mapping[str, Rule], folder: Path) -> Iterator[Path]:
    """Write the cases of each alert beside its rule alone: with all rules promtool works out forty to look at one."""
    for alert, tests in groupby(sorted(cases["tests"], key=about), key=about):
        rule, own = folder / f"{alert}.rules.yml", folder / f"{alert}.test.yml"
        rule.write_text(in_yaml(only([alert], stated)))
        own.write_text(in_yaml({**cases, "rule_files": [rule.name], "tests": list(tests)}))
        yield own


def about(test: Mapping[str, Any]) -> str:
    """The one alert that a case is about."""
    (alert,) = named_in(test)
    return alert


def test_environments_in_one_prometheus_are_told_apart(written: Path, tmp_path: Path) -> None:
    given = Path(__file__).with_name("environments.test.yml")
    named = {alert for test in as_text(given)["tests"] for alert in named_in(test)}
    for environment in NAMESPACES:
        text = (written / f"k8s/overlays/{environment}/prometheus-rule.yaml").read_text()
        of_it = by_name(yaml.load(text, yaml.CSafeLoader)["spec"])
        (tmp_path / f"{environment}.rules.yml").write_text(in_yaml(only(sorted(named), of_it)))
    cases = tmp_path / given.name
    cases.write_text(given.read_text())
    assert_they_hold(cases)


def as_text(cases: Path) -> Mapping[str, Any]:
    """Read cases, with each value as the text that it is: `0x10`, promtool's eleven zeros, is a number to others."""
    read: Mapping[str, Any] = yaml.load(cases.read_text(), yaml.CBaseLoader)  # noqa: S506 - makes texts alone
    return read


def in_yaml(content: Mapping[str, Any]) -> str:
    return str(yaml.dump(content, Dumper=yaml.CSafeDumper))


def named_in(test: Mapping[str, Any]) -> set[str]:
    """The alerts that a case looks at."""
    return {tried["alertname"] for tried in test["alert_rule_test"]}


def by_name(rules: Mapping[str, Any]) -> Mapping[str, Rule]:
    return {rule["alert"]: rule for group in rules["groups"] for rule in group["rules"]}


def only(alerts: Sequence[str], stated: Mapping[str, Rule]) -> Mapping[str, Any]:
    """A file of these rules alone, as Prometheus reads it."""
    return {"groups": [{"name": alerts[0], "rules": [stated[alert] for alert in alerts]}]}


def test_an_alert_about_something_that_has_happened_sees_it_for_longer_than_it_waits(
    rules: Sequence[Rule],
) -> None:
    for rule in rules:
        windows = [int(minutes) for minutes in COUNTED.findall(rule["expr"])]
        assert all(minutes > int(rule["for"].removesuffix("m")) for minutes in windows), rule["alert"]
    assert {rule["alert"] for rule in rules if "rate(" in rule["expr"]} == LASTING


def test_every_alert_that_counts_sees_the_first_count_of_a_series(rules: Sequence[Rule]) -> None:
    for rule in rules:
        told = re.findall(r"increase\((.*)\[", rule["expr"])
        first = re.findall(r"min_over_time\((.*)\[\d+m\]\)\s+unless (.*) offset", rule["expr"])
        assert first == [(counted, counted) for counted in told], rule["alert"]


def test_every_alert_has_a_case_that_fires_and_one_that_does_not(rules: Sequence[Rule]) -> None:
    tried = {(alert["alertname"], bool(alert["exp_alerts"])) for path in CASES for alert in alerts_of(path)}
    assert tried == {(rule["alert"], fires) for rule in rules for fires in (True, False)}


def test_every_alert_is_complete(rules: Sequence[Rule], runbook_address: str, console_address: str) -> None:
    for rule in rules:
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert re.fullmatch(r"\d+m", rule["for"])
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url", "console_url"}
        assert rule["annotations"]["runbook_url"] == f"{runbook_address}#{rule['alert'].lower()}"
        assert rule["annotations"]["console_url"].startswith(f"{console_address}/")
    assert len({rule["alert"] for rule in rules}) == len(rules)


def test_every_alert_names_whom_it_is_about(rules: Sequence[Rule]) -> None:
    for rule in rules:
        said = " ".join(rule["annotations"].values())
        grouped = re.findall(r"\bby \(([^)]*)\)", rule["expr"])
        told = set(re.findall(r"\$labels\.(\w+)", said))
        assert {label.strip() for label in ",".join(grouped).split(",")} - {"le", ""} <= told, rule["alert"]


def test_every_alert_leads_to_a_page_of_the_console_and_to_what_it_is_about(rules: Sequence[Rule]) -> None:
    pages = {(route.method, re.sub(r"{\w+}", "{}", route.path)) for route in ROUTES}
    for rule in rules:
        address = re.sub(r"{{ \$labels\.(\w+) }}", r"{\1}", rule["annotations"]["console_url"])
        path, _, query = address.partition("?")
        page = re.sub(r"{\w+}", "{}", urlsplit(path).path)
        assert ("GET", page) in pages, rule["alert"]
        told = " ".join(rule["annotations"][part] for part in ("summary", "description"))
        assert set(re.findall(r"{(\w+)}", path + query)) <= set(re.findall(r"\$labels\.(\w+)", told)), rule[
            "alert"
        ]
        about_a_tenant = re.search(r"by \([^)]*\btenant\b", rule["expr"])
        assert bool(about_a_tenant) == ("{tenant}" in address), rule["alert"]


def test_the_queues_without_consumers_are_those_of_the_code(rules: Sequence[Rule]) -> None:
    (expr,) = [rule["expr"] for rule in rules if rule["alert"] == "FlowOmniumQueueWithoutConsumer"]
    assert set(re.findall(r'queue="([^"]+)"', expr)) == set(QUEUES)


def test_the_services_that_are_missed_are_those_that_serve_metrics(rules: Sequence[Rule]) -> None:
    (expr,) = [rule["expr"] for rule in rules if rule["alert"] == "FlowOmniumServiceNotScraped"]
    assert set(re.findall(r'job="([^"]+)"', expr)) == set(PARTS_BY_SERVICE)


def assert_they_hold(*cases: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the tool that comes with Prometheus
        ["promtool", "test", "rules", *map(str, cases)],  # noqa: S607 - from the PATH, as it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def alerts_of(path: Path) -> Sequence[Mapping[str, Any]]:
    tests = yaml.safe_load(path.read_text())["tests"]
    return [alert for test in tests for alert in test["alert_rule_test"]]
