"""Each distribution stands on its own, and the lock is whole and names no place."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
ALONE = (
    *("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync", "token-manager"),
    *("admin-console", "simulators"),
)
OWN_DEPENDENCY = {
    "authlib": {"token-manager", "admin-console"},
    "holidays": {"order-sync"},
    "typer": {"admin-console"},
    "jinja2": {"admin-console"},
}
"""What not every distribution may bring along, and those that need it."""
UV = Path(sys.executable).parent / "uv"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheels of the shared library and of everything that stands alone."""
    folder = tmp_path_factory.mktemp("wheels")
    for source in (ROOT / "shared", *(project_folder(name) for name in ALONE)):
        options = ["--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable, "--offline"]
        run(UV, "build", *options, "--out-dir", folder, source)
    return folder


@pytest.mark.parametrize("name", ALONE)
def test_a_service_installs_and_imports_without_what_only_others_need(
    name: str, wheels: Path, tmp_path: Path
) -> None:
    python = install_alone(name, wheels, tmp_path / "venv")
    foreign = [module for module, owners in OWN_DEPENDENCY.items() if name not in owners]
    program = (
        f"import {package_of(name)}.__main__, importlib.util as u, json;"
        f"print(json.dumps([m for m in {foreign!r} if u.find_spec(m)]))"
    )
    assert json.loads(run(python, "-c", program, cwd=tmp_path)) == []


def test_the_lock_has_a_hash_for_every_entry() -> None:
    without = [entry.split()[0] for entry in lock_entries() if "--hash=sha256:" not in entry]
    assert without == []


def test_the_lock_names_no_index_no_host_and_no_path() -> None:
    pins = "\n".join(line for entry in lock_entries() for line in entry.splitlines() if "# " not in line)
    assert not re.search(r"://|\s@\s|^-|^\.|/", pins, flags=re.MULTILINE)


def test_the_lock_covers_every_declared_dependency() -> None:
    pinned = {normalized(entry) for entry in lock_entries()}
    missing = {name for path in project_files() for name in declared(path)} - pinned - own_names()
    assert missing == set()


def install_alone(name: str, wheels: Path, venv: Path) -> Path:
    run(UV, "venv", "--quiet", "--offline", "--python", sys.executable, venv)
    own = [str(next(wheels.glob(f"{package}-*.whl"))) for package in wheels_of(name)]
    arguments = ["--quiet", "--python", str(venv / "bin/python"), "--constraints", str(LOCK), *own]
    try:
        run(UV, "pip", "install", "--offline", *arguments)
    except AssertionError:  # not everything is in uv's cache
        run(UV, "pip", "install", *arguments)
    return venv / "bin/python"


def wheels_of(name: str) -> list[str]:
    return [package_of(name)] if name == "simulators" else ["flow_omnium", package_of(name)]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout


def lock_entries() -> list[str]:
    return re.findall(r"^[^#\s].*(?:\n[ ]+.*)*", LOCK.read_text(), flags=re.MULTILINE)


def project_files() -> list[Path]:
    return [
        path for pattern in ("*/pyproject.toml", "services/*/pyproject.toml") for path in ROOT.glob(pattern)
    ]


def project_folder(name: str) -> Path:
    return next(path.parent for path in project_files() if path.parent.name == name)


def package_of(name: str) -> str:
    return name.replace("-", "_")


def declared(path: Path) -> set[str]:
    return {normalized(item) for item in tomllib.loads(path.read_text())["project"]["dependencies"]}


def own_names() -> set[str]:
    return {normalized(tomllib.loads(path.read_text())["project"]["name"]) for path in project_files()}


def normalized(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()
