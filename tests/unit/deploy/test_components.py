"""What a cluster may or may not have: each component has its page, and can be left out by itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
K8S = ROOT / "deploy" / "k8s"
COMPONENTS = sorted(path.name for path in (K8S / "components").iterdir())
KUBECTL = Path(sys.executable).parent / "kubectl"
PAGES = [*ROOT.glob("deploy/**/*.md"), ROOT / "docs/deploy.md"]


@pytest.mark.parametrize("left_out", COMPONENTS)
def test_any_component_can_be_left_out(left_out: str, tmp_path: Path) -> None:
    components = [K8S / "components" / name for name in COMPONENTS if name != left_out]
    kustomization = {
        "namespace": "elsewhere",
        "resources": [os.path.relpath(K8S / "base", tmp_path)],
        "components": [os.path.relpath(path, tmp_path) for path in components],
    }
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
    done = subprocess.run([KUBECTL, "kustomize", tmp_path], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_a_page_that_says_what_it_needs(name: str) -> None:
    page = (K8S / "components" / name / "README.md").read_text()
    assert page.startswith(f"# {name}\n")
    assert "**Needs**" in page or name == "console"


def test_production_takes_every_component() -> None:
    overlay = yaml.safe_load((K8S / "overlays/production/kustomization.yaml").read_text())
    assert sorted(Path(path).name for path in overlay["components"]) == COMPONENTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
