"""The page about metrics is what the code says, and every metric keeps the conventions."""

import re
from pathlib import Path

import pytest
from docs.generator.metrics_page import PARTS_BY_SERVICE, definitions, metrics_page

from flow_omnium.runtime.metrics.registrar import Definition

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"

LABELS = {
    "code",
    "collection",
    "delay_seconds",
    "dependency",
    "error",
    "field",
    "kind",
    "method",
    "object",
    "option",
    "outcome",
    "queue",
    "reason",
    "result",
    "route",
    "sender",
    "state",
    "system",
    "task",
    "tenant",
}
"""All of few values: whoever adds one must be sure of that."""

UNITS = {"histogram": ("_seconds", "_events", "_attempts"), "counter": ("_total",)}
ALL = {
    definition.name: definition for parts in PARTS_BY_SERVICE.values() for definition in definitions(parts)
}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == metrics_page(), "run `make docs`"


def test_the_page_lists_every_metric_of_every_service_once() -> None:
    listed = re.findall(r"^\| `(flow_omnium_\w+)`", metrics_page(), re.MULTILINE)

    assert sorted(listed) == sorted(ALL)


@pytest.mark.parametrize("service", PARTS_BY_SERVICE)
def test_no_service_has_two_metrics_of_one_name(service: str) -> None:
    names = [definition.name for definition in definitions(PARTS_BY_SERVICE[service])]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("definition", ALL.values(), ids=ALL)
def test_every_metric_keeps_the_conventions(definition: Definition) -> None:
    assert re.fullmatch(r"flow_omnium(_[a-z]+)+", definition.name)
    assert definition.name.endswith(UNITS.get(definition.kind, ("",)))
    assert definition.kind == "counter" or not definition.name.endswith("_total")
    assert set(definition.labels) <= LABELS
    assert definition.tells.endswith(".") or ": " in definition.tells
    assert "|" not in definition.tells
