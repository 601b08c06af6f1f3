"""The overlays as a cluster would be given them: rendered once by `kubectl kustomize`, which asks no cluster."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
OVERLAYS = ("dev", "staging", "production")
KUBECTL = Path(sys.executable).parent / "kubectl"

Manifest = dict[str, Any]


def render(folder: Path) -> str:
    """Return what kustomize makes of a folder."""
    done = subprocess.run([KUBECTL, "kustomize", folder], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Each overlay as one file."""
    folder = tmp_path_factory.mktemp("rendered")
    subprocess.run([sys.executable, ROOT / "scripts/keys.py"], check=True)  # noqa: S603 - ours
    for name in OVERLAYS:
        (folder / f"{name}.yaml").write_text(render(ROOT / "deploy/k8s/overlays" / name))
    return {name: folder / f"{name}.yaml" for name in OVERLAYS}


@pytest.fixture(scope="session")
def manifests(rendered: Mapping[str, Path]) -> Mapping[str, Sequence[Manifest]]:
    """Each overlay's objects."""
    return {
        name: list(yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader))
        for name, path in rendered.items()
    }


@pytest.fixture(scope="session")
def base() -> Sequence[Manifest]:
    """The objects that every overlay begins with."""
    return list(yaml.load_all(render(ROOT / "deploy/k8s/base"), Loader=yaml.CSafeLoader))


@pytest.fixture(params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> str:
    """The name of each overlay in turn."""
    return str(request.param)


@pytest.fixture
def objects(overlay: str, manifests: Mapping[str, Sequence[Manifest]]) -> Sequence[Manifest]:
    """The objects of the overlay whose turn it is."""
    return manifests[overlay]
