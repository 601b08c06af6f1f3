"""The steps of every Dockerfile, carried out in a scratch directory: no engine, but the same commands on the same files.

These steps install packages by their nature. What the lock names is asked of the package index once, for all images.

What several begin with is carried out once, as an engine does. What stands for the base image is a fresh environment of this Python, with pip, of which each image has a copy. The image's own paths lie below the
scratch directory, and a later stage takes the place of an earlier one, so that what was installed there finds itself.
"""

import base64
import importlib.metadata
import io
import json
import os
import re
import secrets
import shutil
import subprocess
import venv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import takewhile
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]

from local_stack.json_http import status_of
from local_stack.liveness import wait_until
from local_stack.ports import free_port, free_ports

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync", "token-manager")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.egg-info")
TELLS_ONLY = {"COMMENT", "ARG", "LABEL", "EXPOSE", "USER"}
SYSTEM = "/usr/local/bin:/usr/bin:/bin"
UNKNOWN = {
    "AMQP_URL": "amqp://user:pass@127.0.0.1:1/",
    "MONGODB_URL": "mongodb://127.0.0.1:1/?replicaSet=none",
    "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    "INTERNAL_API_KEY": secrets.token_urlsafe(32),
    "HTTP_HOST": "127.0.0.1",
}
"""Enough to start; neither broker nor database is there."""

Step = tuple[str, str]
"""Instruction and value."""

pytestmark = pytest.mark.timeout(
    600
)  # all are built for the first test, which downloads what this machine has not yet


@dataclass
class Image:
    """What the instructions leave behind."""

    root: Path
    env: dict[str, str] = field(default_factory=lambda: {"PATH": SYSTEM})
    entrypoint: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """Where its latest process wrote."""
        return self.root / "log"

    def inside(self, text: str) -> str:
        """Put the image's own absolute paths below its root."""
        return re.sub(r"(?<![\w.-])/(app|src)\b", rf"{self.root}/\1", text)

    def command(self, *arguments: str) -> list[str]:
        """What a container of this image runs."""
        program = shutil.which(self.entrypoint[0], path=self.env["PATH"])
        assert program is not None
        assert Path(program).is_relative_to(self.root)
        return [program, *arguments]

    def run(self, command: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run to the end, with nothing in the environment but what the image and the test put there."""
        return subprocess.run(  # noqa: S603 - our own commands
            command, env={**self.env, **env}, capture_output=True, text=True, timeout=60, check=False
        )

    @contextmanager
    def running(self, env: Mapping[str, str]) -> Iterator[None]:
        """A container's process, while the test looks at it."""
        with self.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                self.command(), env={**self.env, **env}, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


class Builder:
    """Carries instructions out, one after the other."""

    def __init__(self, scratch: Path, wheels: Path) -> None:
        self._scratch = scratch
        self._wheels = wheels
        self._base = scratch / "base"
        self._root = scratch / "root"
        self._image = Image(self._root)
        self._folder = "/"

    def follow(self, steps: Sequence[Step]) -> Image:
        """Carry these out; an instruction that is not known here fails."""
        for instruction, value in steps:
            getattr(self, f"_{instruction.lower()}")(value)
        return self._image

    def copied(self, scratch: Path) -> "Builder":
        """Go on elsewhere from what is done so far."""
        copy_installed(self._scratch, scratch)
        copy = Builder(scratch, self._wheels)
        copy._folder = self._folder
        copy._image.env = {
            name: text.replace(str(self._scratch), str(scratch)) for name, text in self._image.env.items()
        }
        return copy

    def _from(self, _value: str) -> None:
        if self._root.exists():
            self._root.rename(self._scratch / "build")
        self._root.mkdir()
        self._image = Image(self._root)
        self._folder = "/"

    def _env(self, value: str) -> None:
        for name, text in re.findall(r"(\w+)=(\S+)", value):
            self._image.env[name] = self._image.inside(text.replace("$PATH", self._image.env["PATH"]))

    def _workdir(self, value: str) -> None:
        self._folder = value
        self._here.mkdir(parents=True, exist_ok=True)

    def _copy(self, value: str) -> None:
        *sources, target = value.removeprefix("--from=build ").split()
        context = self._scratch / "build" if value.startswith("--from=build ") else ROOT
        place = self._root / target.lstrip("/") if target.startswith("/") else self._here / target
        for source in sources:
            found = context / source.lstrip("/")
            if found.is_dir():
                shutil.copytree(found, place, symlinks=True, ignore=NOT_COPIED)
            else:
                shutil.copy(found, place / found.name)

    def _run(self, value: str) -> None:
        # All images share this machine's cache; a real one keeps none. Nor is anything compiled beforehand.
        env = {**self._image.env, "HOME": os.environ["HOME"], "PIP_NO_COMPILE": "1", "PIP_NO_CACHE_DIR": "0"}
        env |= {
            "PATH": f"{self._base / 'bin'}:{SYSTEM}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self._wheels),
        }
        command = ["sh", "-euc", self._image.inside(value)]
        done = subprocess.run(command, cwd=self._here, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, done.stdout + done.stderr

    def _healthcheck(self, value: str) -> None:
        if value != "NONE":
            self._image.healthcheck = json.loads(value.split("CMD ")[1])

    def _entrypoint(self, value: str) -> None:
        self._image.entrypoint = json.loads(value)

    @property
    def _here(self) -> Path:
        return self._root / self._folder.lstrip("/")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Image]:
    """Every image, by its name."""
    folders = [path.parent for path in [*ROOT.glob("services/*/Dockerfile"), ROOT / "simulators/Dockerfile"]]
    base, wheels = tmp_path_factory.mktemp("python") / "base", tmp_path_factory.mktemp("wheels")
    venv.create(base, with_pip=True)
    download(base, wheels, [folder.name for folder in folders])

    alike = shared_beginning([steps_of(folder) for folder in folders if folder.parent.name == "services"])
    scratch = tmp_path_factory.mktemp("images")
    begun = new_builder(base, scratch / "begun", wheels)
    begun.follow(alike)

    def build(folder: Path) -> Image:
        steps, place = steps_of(folder), scratch / folder.name
        if steps[: len(alike)] == alike:
            return begun.copied(place).follow(steps[len(alike) :])
        return new_builder(base, place, wheels).follow(steps)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip((folder.name for folder in folders), pool.map(build, folders), strict=True))


def steps_of(folder: Path) -> Sequence[Step]:
    """Those instructions of a Dockerfile that do something."""
    parser = DockerfileParser(fileobj=io.BytesIO((folder / "Dockerfile").read_bytes()))
    found = [(one["instruction"], one["value"]) for one in parser.structure]
    return [step for step in found if step[0] not in TELLS_ONLY]


def shared_beginning(builds: Sequence[Sequence[Step]]) -> Sequence[Step]:
    """What all begin with."""
    alike = takewhile(lambda steps: len(set(steps)) == 1, zip(*builds, strict=False))
    return [steps[0] for steps in alike]


def new_builder(base: Path, scratch: Path, wheels: Path) -> Builder:
    """A builder with a base of its own."""
    scratch.mkdir()
    copy_installed(base, scratch / "base")
    return Builder(scratch, wheels)


def download(base: Path, wheels: Path, distributions: Sequence[str]) -> None:
    """Fetch every wheel that an image installs, each by its hash in the lock."""
    pins = [base / "bin/python", ROOT / "deploy/images/pins.py", ROOT / "requirements.lock"]
    wanted = subprocess.run(  # noqa: S603 - what the Dockerfiles run
        [*pins, "flow-omnium", "hatchling", *distributions], capture_output=True, text=True, check=True
    )
    (wheels / "pins.txt").write_text(wanted.stdout)
    options: list[str | Path] = [
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--dest",
        wheels,
    ]
    command = [base / "bin/pip", "download", *options, "-r", wheels / "pins.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - likewise
    assert done.returncode == 0, done.stdout + done.stderr


def copy_installed(old: Path, new: Path) -> None:
    """Copy a folder with environments in it; their scripts begin with the path of their Python."""
    shutil.copytree(old, new, symlinks=True)
    for script in new.rglob("bin/*"):
        if script.is_file() and not script.is_symlink() and (text := script.read_bytes()).startswith(b"#!"):
            script.write_bytes(text.replace(str(old).encode(), str(new).encode()))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_without_its_environment_says_what_it_lacks_in_one_line(
    name: str, images: Mapping[str, Image]
) -> None:
    done = images[name].run(images[name].command(), env={})
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{name}: ")
    assert "MONGODB_URL" in line


def test_the_simulators_name_the_variable_that_is_wrong(images: Mapping[str, Image]) -> None:
    done = images["simulators"].run(images["simulators"].command(), env={"FLOW_SIM_PORT": "many"})
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "FLOW_SIM_PORT" in line


def test_the_console_finds_the_syncs_that_it_plans_with(images: Mapping[str, Image]) -> None:
    console = images["admin-console"]
    assert console.run(console.command("--help"), env={}).returncode == 0
    (packages,) = console.root.glob("app/lib/python*/site-packages")
    found = [
        point.name
        for distribution in importlib.metadata.distributions(path=[str(packages)])
        for point in distribution.entry_points
        if point.group == "flow_omnium.syncs"
    ]
    assert sorted(found) == ["catalog-sync", "order-sync", "receivement-sync"]


@pytest.mark.parametrize("name", [*SERVICES, "admin-console", "simulators"])
def test_an_image_lacks_nothing_and_holds_no_installer(name: str, images: Mapping[str, Image]) -> None:
    image = images[name]
    (packages,) = image.root.glob("app/lib/python*/site-packages")
    assert not (packages / "pip").exists()
    check = [str(image.root.parent / "base/bin/pip"), "--python", str(image.root / "app/bin/python"), "check"]
    done = image.run(check, env={})
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["webhook-gateway", "token-manager"])
def test_a_service_lives_and_is_not_ready_while_its_stores_are_away(
    name: str, images: Mapping[str, Image]
) -> None:
    image, port = images[name], str(free_port())
    env = {**UNKNOWN, "HTTP_PORT": port}
    with image.running(env):
        await_health(image, env, port)
        assert status_of(f"http://127.0.0.1:{port}/readyz") == 503


def test_the_simulators_are_well_by_their_own_check(images: Mapping[str, Image]) -> None:
    image = images["simulators"]
    omnium, flow = free_ports(2)
    env = {"SIM_HOST": "127.0.0.1", "OMNIUM_SIM_PORT": str(omnium), "FLOW_SIM_PORT": str(flow)}
    assert image.run(image.healthcheck, env).returncode != 0
    with image.running(env):
        await_health(image, env, omnium)


def await_health(image: Image, env: Mapping[str, str], port: str | int) -> None:
    """Wait until it serves; then the image's own check succeeds."""
    url = f"http://127.0.0.1:{port}/healthz"
    assert wait_until(lambda: status_of(url) == HTTPStatus.OK, 30), image.log.read_text()
    assert image.run(image.healthcheck, env).returncode == 0
