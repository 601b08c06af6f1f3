"""The runbook has a part for each alert and for nothing else; what it tells people to type exists."""

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.core import TyperGroup

from admin_console.app import create_app

DOCS = Path(__file__).parents[3] / "docs"
SECTIONS = ["**Symptom.**", "**Look.**", "**Do.**", "**It helped when**"]
TYPED = re.compile(r"^flow-omnium .*|(?<=`)flow-omnium [^`]*(?=`)", re.MULTILINE)

Rule = Mapping[str, Any]


def test_every_alert_has_a_part_and_every_part_an_alert(
    rules: Sequence[Rule], runbook: Mapping[str, str]
) -> None:
    assert list(runbook) == sorted(runbook, key=[rule["alert"] for rule in rules].index)
    assert runbook.keys() == {rule["alert"] for rule in rules}


def test_every_part_tells_symptom_look_remedy_and_proof(runbook: Mapping[str, str]) -> None:
    for name, part in runbook.items():
        assert re.findall(r"^\*\*[^*]+\*\*", part, re.MULTILINE) == SECTIONS, name
        look = part[part.index("**Look.**") : part.index("**Do.**")]
        assert re.search(r"```(promql)?\n", look), f"{name}: nothing to type"


def test_every_link_leads_somewhere(runbook: Mapping[str, str], pages: Mapping[str, Any]) -> None:
    anchors = {name.lower() for name in runbook}
    text = (DOCS / "runbook.md").read_text()
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    assert all((DOCS / file).is_file() for file in re.findall(r"\]\((\w+\.md)\)", text))
    links = [
        link["url"] for page in pages.values() for panel in page["panels"] for link in panel.get("links", [])
    ]
    assert len(links) > 30
    assert {url.removeprefix("${runbook}#") for url in links} <= anchors


def test_every_alert_and_page_leads_to_a_part_of_the_runbook_that_a_browser_can_open(
    rules: Sequence[Rule], runbook: Mapping[str, str], pages: Mapping[str, Any], runbook_address: str
) -> None:
    assert runbook_address.startswith("https://")
    anchors = {name.lower() for name in runbook}
    for rule in rules:
        address, _, anchor = rule["annotations"]["runbook_url"].partition("#")
        assert (address, anchor in anchors) == (runbook_address, True), rule["alert"]
    for page in pages.values():
        (variable,) = [one for one in page["templating"]["list"] if one["name"] == "runbook"]
        assert variable["query"] == runbook_address


def test_every_command_can_be_typed(runbook: Mapping[str, str], pages: Mapping[str, Any]) -> None:
    commands = [line for part in runbook.values() for line in TYPED.findall(part)]
    commands += [line for panel in pages["flow-omnium-tenant"]["panels"] for line in typed_in(panel)]
    assert len(commands) > 60
    assert [line for line in commands if not can_be_typed(line)] == []


@pytest.mark.parametrize(
    "line", ["flow-omnium job list", "flow-omnium jobs list --tennant x", "flow-omnium jobs"]
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert not can_be_typed(line)


def test_the_window_of_what_was_turned_away_is_found(runbook: Mapping[str, str], tmp_path: Path) -> None:
    (text,) = re.findall(r"```promql\n(.*?)```", runbook["FlowOmniumEventsTurnedAway"], re.DOTALL)
    _whose, first, last = text.strip().splitlines()
    # Three in its first scrape, more until minute 120, nothing since.
    labels = 'job="webhook-gateway",instance="a",tenant="acme",sender="omnium",reason="no_store"'
    counted = f"flow_omnium_gateway_events_turned_away_total{{{labels}}}"
    series = [{"series": counted, "values": "_x100 3+1x20 23x200"}]
    asked = [
        {"expr": expr, "eval_time": "300m", "exp_samples": [{"labels": '{tenant="acme"}', "value": minutes}]}
        for expr, minutes in ((first, 200), (last, 179))
    ]
    case = tmp_path / "window.test.yml"
    case.write_text(
        yaml.safe_dump({"tests": [{"interval": "1m", "input_series": series, "promql_expr_test": asked}]})
    )
    done = subprocess.run(  # noqa: S603 - the tool that comes with Prometheus
        ["promtool", "test", "rules", str(case)],  # noqa: S607 - from the PATH, as it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def typed_in(panel: Mapping[str, Any]) -> Iterator[str]:
    yield from TYPED.findall(panel.get("options", {}).get("content", ""))


def can_be_typed(line: str) -> bool:
    """Whether the command is there, with the options that it is given."""
    words = shlex.split(line, comments=True)[1:]
    command = typer.main.get_command(create_app())
    while isinstance(command, TyperGroup):
        if not words or words[0] not in command.commands:
            return False
        command = command.commands[words.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    return {word for word in words if word.startswith("--")} <= known
