"""Rules, dashboards and runbook as they are committed, and which metrics there are."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs.generator.metrics_page import PARTS_BY_SERVICE, definitions

from flow_omnium.runtime.metrics.process import process_registry

ROOT = Path(__file__).parents[3]
MONITORING = ROOT / "deploy" / "monitoring"
OVERLAYS = ROOT / "deploy" / "k8s" / "overlays"
FROM_ITS_BROKER = Path(__file__).with_name("rabbitmq-3.10.8.txt")
FROM_PROMETHEUS = {
    "up": set[str](),
    "ALERTS": {"alertname", "alertstate", "severity", "tenant", "queue", "system"},
}
OF_THE_TARGET = {"job", "instance", "namespace", "__name__"}
VARIABLES = {
    "$__rate_interval": "1m",
    "$tenant": "acme",
    "$service": ".*",
    "$namespace": ".*",
}
WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "bool", "offset"}
TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
GROUPED = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
SELECTED = re.compile(r"([A-Za-z_]\w*)\{([^}]*)\}")
ASIDE = re.compile(r"\{[^}]*\}|\[[^\]]*\]")
TOKEN = re.compile(
    r"""
    "(?:\\.|[^"\\])*" | \[[^\]]*\] | \d[\w.]* | [A-Za-z_]\w*(?=\s*\() |
    (?P<selector> [A-Za-z_]\w*(?!\w|\s*\{) | (?:[A-Za-z_]\w*)?\s*\{(?:"(?:\\.|[^"\\])*"|[^}"])*\} )
    """,
    re.VERBOSE,
)
"""A text, a range, a number or a function, which are passed over; or a selector."""
NAME = re.compile(r"(?<![\w.$])[A-Za-z_]\w*(?!\w*\s*\()")

Rule = Mapping[str, Any]
Labels = Mapping[str, set[str]]

ALONE = "flow-omnium.rules.yml"
"""The rules of a Prometheus that watches one environment, and nothing else of the suite."""


@pytest.fixture(scope="session")
def runbook_address() -> str:
    """Where alerts and dashboards lead: what whoever deploys sets."""
    return str(yaml.safe_load((MONITORING / "settings.yaml").read_text())["runbook"])


@pytest.fixture(scope="session")
def console_address() -> str:
    """Where the web console is opened: set likewise."""
    return str(yaml.safe_load((MONITORING / "settings.yaml").read_text())["console"])


@pytest.fixture(scope="session")
def rules() -> Sequence[Rule]:
    """Every alert, as Prometheus reads it."""
    return _rules_of(yaml.safe_load((MONITORING / "rules" / ALONE).read_text()))


@pytest.fixture(scope="session")
def rules_by_namespace() -> Mapping[str, Sequence[Rule]]:
    """Every alert of each overlay that has any, by the namespace that the overlay sets."""
    found = {}
    for path in OVERLAYS.glob("*/prometheus-rule.yaml"):
        namespace = yaml.safe_load(path.with_name("kustomization.yaml").read_text())["namespace"]
        found[namespace] = _rules_of(yaml.safe_load(path.read_text())["spec"])
    return found


def _rules_of(content: Mapping[str, Any]) -> Sequence[Rule]:
    return [rule for group in content["groups"] for rule in group["rules"]]


@pytest.fixture(scope="session")
def pages() -> Mapping[str, Any]:
    """Every dashboard, by the name of its file."""
    return {path.stem: json.loads(path.read_text()) for path in (MONITORING / "dashboards").glob("*.json")}


@pytest.fixture(scope="session")
def runbook() -> Mapping[str, str]:
    """The parts of the runbook, by their headings."""
    text = (ROOT / "docs" / "runbook.md").read_text()
    return dict(part.split("\n", 1) for part in text.split("\n## ")[1:])


@pytest.fixture(scope="session")
def known() -> Labels:
    """The labels of every metric that our services, their processes, RabbitMQ and Prometheus serve."""
    return {**_ours(), **_of_processes(), **_of_the_broker(), **FROM_PROMETHEUS}


@pytest.fixture(scope="session")
def queries(rules: Sequence[Rule], pages: Mapping[str, Any], runbook: Mapping[str, str]) -> Mapping[str, str]:
    """Every expression of rules, dashboards and runbook, by where it stands."""
    return {
        **{rule["alert"]: rule["expr"] for rule in rules},
        **{f"{name}: {title}": expr for name, page in pages.items() for title, expr in _of_page(page)},
        **{f"runbook {part} {at}": expr for part, text in runbook.items() for at, expr in _of_part(text)},
    }


@pytest.fixture(scope="session")
def faults_of(known: Labels) -> Callable[[str], Sequence[str]]:
    """Names what is wrong with an expression: metrics that nobody serves, and labels that a metric has not."""

    def faults(expr: str) -> Sequence[str]:
        bare = TEXT.sub('""', expr)
        used = metrics_in(bare)
        wrong = [f"{name} is served by nobody" for name in used if name not in known]
        own = {*OF_THE_TARGET, *re.findall(r'label_replace\([^,]+, "(\w+)"', expr)}
        for name, selected in SELECTED.findall(bare):
            strange = set(re.findall(r"(\w+)\s*[=!]", selected)) - known.get(name, set()) - own
            wrong += [f"{name} has no label {label}" for label in strange]
        of_all = own.union(*(known.get(name, set()) for name in used))
        grouped = {label.strip() for labels in GROUPED.findall(bare) for label in labels.split(",")}
        return [*wrong, *(f"no metric has the label {label}" for label in grouped - of_all)]

    return faults


@pytest.fixture(scope="session")
def filled() -> Callable[[str], str]:
    """Puts values where a dashboard has variables."""

    def fill(expr: str) -> str:
        for variable, value in VARIABLES.items():
            expr = expr.replace(variable, value)
        return expr

    return fill


@pytest.fixture(scope="session")
def selectors_in() -> Callable[[str], Sequence[str]]:
    """Gives every selector of an expression as it is written, also one of a name alone."""

    def selectors(expr: str) -> Sequence[str]:
        found = [match["selector"] for match in TOKEN.finditer(GROUPED.sub(" ", expr))]
        return [one for one in found if one and one not in WORDS]

    return selectors


def metrics_in(bare: str) -> set[str]:
    """The metrics that an expression without texts names."""
    return set(NAME.findall(ASIDE.sub(" ", GROUPED.sub(" ", bare)))) - WORDS


def _ours() -> Labels:
    found: dict[str, set[str]] = {}
    for parts in PARTS_BY_SERVICE.values():
        for one in definitions(parts):
            found |= {name: {*one.labels, "le"} for name in _series(one.name, one.kind)}
    return found


def _series(name: str, kind: str) -> Sequence[str]:
    return [f"{name}_{end}" for end in ("bucket", "sum", "count")] if kind == "histogram" else [name]


def _of_processes() -> Labels:
    return {sample.name: set(sample.labels) for one in process_registry().collect() for sample in one.samples}


def _of_the_broker() -> Labels:
    lines = [line.split() for line in FROM_ITS_BROKER.read_text().splitlines() if not line.startswith("#")]
    return {name: set(",".join(labels).split(",")) for name, *labels in lines}


def _of_page(page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for panel in page["panels"]:
        for target in panel.get("targets", []):
            yield f"{panel['title']} {target['refId']}", target["expr"]


def _of_part(text: str) -> Iterator[tuple[int, str]]:
    lines = [
        line for block in re.findall(r"```promql\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]
    return enumerate(lines)
