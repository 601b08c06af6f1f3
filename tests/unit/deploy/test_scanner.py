"""The set-up installs the program that scans the manifests, once for each state of its lock: the tests only run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
UV = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
if [ "$1" = venv ]; then mkdir -p "$4/bin" && touch "$4/bin/python"; fi
"""
PROGRAM = """
import sys
from pathlib import Path
import setup

class Packages:
    up_to_date = True
    def __init__(self, *_): ...

setup.PythonPackages, setup.missing_packages = Packages, lambda *_: []
setup.set_up(Path(sys.argv[1]))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the set-up needs of one: a lock, and a uv that notes what it is asked."""
    uv, lock = tmp_path / ".venv/bin/uv", tmp_path / "tests/unit/deploy/checkov.lock"
    for path, text in ((uv, UV), (lock, "checkov==1\n")):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    uv.chmod(0o755)
    return tmp_path


def set_up(checkout: Path) -> list[str]:
    """Run the set-up; what uv has been asked since the beginning."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-c", PROGRAM, str(checkout)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return (checkout / ".venv/bin/asked").read_text().splitlines()


def installed(checkout: Path) -> list[Path]:
    return list((checkout / ".run/tools").iterdir())


def test_it_is_installed_by_its_hashes_and_only_once(checkout: Path) -> None:
    _, install = set_up(checkout)
    assert "--require-hashes" in install
    assert install.endswith("tests/unit/deploy/checkov.lock")
    assert len(set_up(checkout)) == 2


def test_another_lock_takes_the_place_of_the_one_before(checkout: Path) -> None:
    set_up(checkout)
    before = installed(checkout)
    (checkout / "tests/unit/deploy/checkov.lock").write_text("checkov==2\n")
    assert len(set_up(checkout)) == 4
    assert len(installed(checkout)) == 1
    assert installed(checkout) != before


def test_an_installation_that_broke_off_is_made_again(checkout: Path) -> None:
    set_up(checkout)
    (installed(checkout)[0] / "complete").unlink()
    assert len(set_up(checkout)) == 4
