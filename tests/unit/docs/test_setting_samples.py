"""Every one of the twelve tenant-level keys changes something, and two samples show what by that key alone."""

import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.tenants.parameters import Parameters
from flow_omnium.tenants.validation import MANAGED_KEY

SAMPLES = Path(__file__).parents[2] / "samples"
FLOWS = sorted(path for path in SAMPLES.iterdir() if any(path.glob("*/settings.json")))
EXPECTED = ("flow.json", "writes.json", "calls.json")
"""What comes out of a case; the files beside it go in. `flow.json` comes out of an inbound order alone."""
KEYS = sorted({field.alias or "" for field in Parameters.model_fields.values()} | {MANAGED_KEY})


Case = tuple[str, dict[str, Any], Any]


@pytest.fixture(scope="module")
def cases_by_flow() -> Sequence[Sequence[Case]]:
    """Every sample of each flow, read once."""
    return [[contents(case) for case in sorted(flow.iterdir())] for flow in FLOWS]


@pytest.mark.parametrize("key", KEYS)
def test_two_samples_differ_by_the_key_alone_and_in_what_comes_of_them(
    key: str, cases_by_flow: Sequence[Sequence[Case]]
) -> None:
    assert list(pairs(key, cases_by_flow)), f"no two samples differ by {key} alone"


def test_there_are_twelve_keys() -> None:
    assert len(KEYS) == 12


def pairs(key: str, cases_by_flow: Sequence[Sequence[Case]]) -> Iterator[tuple[str, str]]:
    for cases in cases_by_flow:
        for (one, given, made), (other, given_too, made_too) in combinations(cases, 2):
            if differ_by(key, given, given_too) and made != made_too:
                yield one, other


def contents(case: Path) -> Case:
    """The name of a case, what goes into it, and what comes out."""
    files = {path.name: json.loads(path.read_text()) for path in case.glob("*.json")}
    expected = (
        "flow.json"
        if case.parent.name == "inbound-order"
        else next(name for name in EXPECTED[1:] if name in files)
    )
    return case.name, files, files.pop(expected)


def differ_by(key: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one.keys() != other.keys():
        return False
    values = [dict(files["settings.json"].get("parameters", {})) for files in (one, other)]
    if values[0].pop(key, None) == values[1].pop(key, None):
        return False
    return values[0] == values[1] and without_parameters(one) == without_parameters(other)


def without_parameters(files: dict[str, Any]) -> dict[str, Any]:
    settings = {name: value for name, value in files["settings.json"].items() if name != "parameters"}
    return {**files, "settings.json": settings}
