"""What can be told of an image by reading how it is made; tests/e2e/test_images.py carries the steps out."""

import fnmatch
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[3]
HADOLINT = Path(sys.executable).parent / "hadolint"
FOLDERS = sorted(
    path.parent for path in [*ROOT.glob("services/*/Dockerfile"), ROOT / "simulators/Dockerfile"]
)
BASE = "python:3.11-slim-bookworm${PYTHON_DIGEST}"

Step = tuple[str, str]


def steps(folder: Path, tmp_path: Path) -> list[Step]:
    """The instructions: name and value, line breaks joined."""
    parser = DockerfileParser(path=str(tmp_path / "Dockerfile"))  # it writes where it reads
    parser.content = (folder / "Dockerfile").read_text()
    return [(one["instruction"], one["value"]) for one in parser.structure]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_distribution_with_a_program_has_an_image() -> None:
    projects = [*ROOT.glob("services/*/pyproject.toml"), ROOT / "simulators/pyproject.toml"]
    assert sorted(path.parent for path in projects) == FOLDERS


def test_the_linter_finds_nothing(folder: Path) -> None:
    done = subprocess.run([HADOLINT, folder / "Dockerfile"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_stand_on_the_same_base_which_a_digest_can_pin(folder: Path, tmp_path: Path) -> None:
    bases = [value for name, value in steps(folder, tmp_path) if name == "FROM"]
    assert bases == [f"{BASE} AS build", BASE]


def test_the_final_stage_installs_nothing_and_copies_only_what_was_built(
    folder: Path, tmp_path: Path
) -> None:
    final = final_stage(folder, tmp_path)
    assert [value for name, value in final if name in {"COPY", "ADD"}] == ["--from=build /app /app"]
    assert [value for name, value in final if name == "RUN"] == []


def test_everything_installed_is_checked_by_its_hash(folder: Path, tmp_path: Path) -> None:
    installs = [
        command
        for name, value in steps(folder, tmp_path)
        if name == "RUN"
        for command in value.split("&&")
        if re.search(r"\bpip\b.* install ", command)
    ]
    assert len(installs) == (3 if folder.name == "simulators" else 4)
    for command in installs:
        assert "--no-deps" in command
        assert "--require-hashes" in command or "--no-index" in command


def test_services_begin_alike_so_that_what_they_share_is_installed_once(tmp_path: Path) -> None:
    services = [steps(folder, tmp_path) for folder in FOLDERS if folder.name != "simulators"]
    (_, shared), *_ = (step for step in services[0] if step[0] == "RUN")
    begun = [[value for name, value in each if name != "COMMENT"] for each in services]
    assert " -r pins.txt" in shared
    assert len({tuple(each[: each.index(shared) + 1]) for each in begun}) == 1


def test_it_runs_one_program_without_root(folder: Path, tmp_path: Path) -> None:
    final = dict(final_stage(folder, tmp_path))
    assert re.fullmatch(r"([1-9]\d{4,}):([1-9]\d{4,})", final["USER"])
    (program,) = json.loads(final["ENTRYPOINT"])
    assert program in project(folder)["scripts"]
    assert "CMD" not in final


def test_its_labels_say_what_it_is(folder: Path, tmp_path: Path) -> None:
    labels = dict(final_stage(folder, tmp_path))["LABEL"]
    given = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', labels))
    known = project(folder)
    assert given["title"] == known["name"]
    assert given["description"] == known["description"]
    assert dict(steps(folder, tmp_path))["ARG"] is not None
    assert f"VERSION={known['version']}" in [
        value for name, value in final_stage(folder, tmp_path) if name == "ARG"
    ]


def test_what_is_copied_from_here_is_let_into_the_build(folder: Path, tmp_path: Path) -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name, value in steps(folder, tmp_path):
        if name != "COPY" or value.startswith("--from"):
            continue
        for source in value.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert any(source == one or fnmatch.fnmatch(source, f"{one}/*") for one in let_in), source


def final_stage(folder: Path, tmp_path: Path) -> list[Step]:
    found = steps(folder, tmp_path)
    last = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[last:]


def project(folder: Path) -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return found
