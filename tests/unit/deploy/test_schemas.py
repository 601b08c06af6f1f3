"""Every rendered object is one that the API server would take: strictly, so that a misspelt field is found."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs
import kubernetes_validate  # type: ignore[import-untyped]
import pytest

KUBERNETES = "1.37"
OLDEST = "1.30"
"""The oldest that knows every field in use: `preStop.sleep`, `matchLabelKeys`."""

SCHEMAS = Path(__file__).with_name("schemas")
"""Of the operators' kinds, no more than what is used here: what they do not name is refused."""

Manifest = dict[str, Any]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("version", [OLDEST, KUBERNETES])
def test_every_object_is_valid(version: str, objects: Sequence[Manifest]) -> None:
    assert [fault for manifest in objects for fault in faults(manifest, version)] == []


def test_a_misspelt_field_is_found(manifests: Mapping[str, Sequence[Manifest]]) -> None:
    for manifest in manifests["production"]:
        assert list(faults({**manifest, "sepc": {}}, KUBERNETES)), manifest["kind"]


def test_every_object_is_of_the_overlays_namespace(objects: Sequence[Manifest]) -> None:
    (namespace,) = [one["metadata"]["name"] for one in objects if one["kind"] == "Namespace"]
    assert {one["metadata"].get("namespace") for one in objects if one["kind"] != "Namespace"} == {namespace}


def faults(manifest: Manifest, version: str) -> list[str]:
    """What is wrong with an object."""
    name = f"{manifest['kind']}/{manifest['metadata']['name']}"
    own = SCHEMAS / f"{manifest['kind']}.json"
    if own.exists():
        validator = jsonschema_rs.validator_for(json.loads(own.read_text()))
        return [f"{name}: {error.message}" for error in validator.iter_errors(manifest)]
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        return [f"{name}: {type(error).__name__} {error}"]
    return []
