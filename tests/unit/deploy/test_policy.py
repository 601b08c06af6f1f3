"""Checkov finds nothing in the rendered overlays but what is accepted here, each with its reason.

`make setup` installs it from `checkov.lock` into an environment of its own below `.run/tools`: its pins exclude ours. Here
it is only run, without a network.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

Finding = Mapping[str, str]

ROOT = Path(__file__).parents[3]
LOCK = Path(__file__).with_name("checkov.lock")
TOOLS = ROOT / ".run" / "tools"
DEV = ("dev",)
ALL = ("dev", "staging", "production")
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
"""Whatever it asked of anybody would end at a port where nobody listens."""


@dataclass(frozen=True)
class Accepted:
    """A finding that stays."""

    check: str
    names: tuple[str, ...]
    overlays: tuple[str, ...]
    reason: str


SUITE = (
    "webhook-gateway",
    "order-sync",
    "receivement-sync",
    "catalog-sync",
    "token-manager",
    "admin-console",
    "web-console",
)
STORES = ("rabbitmq", "mongodb", "mongodb-replica-set")

ACCEPTED = (
    Accepted(
        "CKV_K8S_35",
        (*SUITE, "schema"),
        ALL,
        "secrets are variables, read once at the start: the services' interface",
    ),
    Accepted(
        "CKV_K8S_35", ("mongodb", "mongodb-replica-set"), DEV, "the image takes passwords from variables"
    ),
    Accepted(
        "CKV_K8S_43",
        (*SUITE, "schema", "simulators", *STORES),
        DEV,
        "built on the laptop, or the newest patch of a tag",
    ),
    Accepted(
        "CKV_K8S_15",
        (*SUITE, "schema", "simulators", *STORES),
        DEV,
        "loaded into the cluster, there is no registry",
    ),
    Accepted("CKV_K8S_40", STORES, DEV, "the uid that owns the files in the vendor's image"),
    Accepted("CKV_K8S_8", ("admin-console",), ALL, "nothing runs in it that could hang"),
    Accepted("CKV_K8S_9", ("admin-console",), ALL, "it serves nothing"),
)


def checkov_of(lock: Path, tools: Path) -> Path:
    """The program, as the set-up has installed it from this lock."""
    venv = tools / f"checkov-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    if not (venv / "complete").is_file():
        pytest.fail(f"Checkov is not installed as {lock.name} says: run make setup", pytrace=False)
    return venv / "bin" / "checkov"


@pytest.fixture(scope="session")
def checkov() -> Path:
    return checkov_of(LOCK, TOOLS)


def test_without_it_the_tests_say_what_to_do_and_install_nothing(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="run make setup"):
        checkov_of(LOCK, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="session")
def failed_checks(rendered: Mapping[str, Path], checkov: Path) -> Sequence[Finding]:
    """What the scan finds in all overlays. It takes seconds to begin, and hardly more for three than for one."""
    return scan(checkov, *rendered.values())["failed_checks"]


@pytest.mark.slow
def test_the_scan_finds_nothing_but_what_is_accepted(
    overlay: str, rendered: Mapping[str, Path], failed_checks: Sequence[Finding]
) -> None:
    found = {
        (finding["check_id"], finding["resource"].split(".")[2])
        for finding in failed_checks
        if finding["file_abs_path"] == str(rendered[overlay])
    }
    assert found == {(one.check, name) for one in ACCEPTED for name in one.names if overlay in one.overlays}


@pytest.mark.slow
def test_the_scan_finds_a_privileged_container(checkov: Path, tmp_path: Path) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "bad", "namespace": "bad"},
        "spec": {"containers": [{"name": "bad", "image": "bad", "securityContext": {"privileged": True}}]},
    }
    manifest = tmp_path / "bad.yaml"
    manifest.write_text(json.dumps(pod))
    found = scan(checkov, manifest)["failed_checks"]
    assert {"CKV_K8S_16", "CKV_K8S_23"} <= {finding["check_id"] for finding in found}


def scan(checkov: Path, *manifests: Path) -> dict[str, list[Finding]]:
    """Checkov's results; it ends with 1 when it found something."""
    files = [part for manifest in manifests for part in ("--file", manifest)]
    options = ["--framework", "kubernetes", "--skip-download", "--quiet", "--compact", "--output", "json"]
    report = json.loads(run(checkov, *files, *options, ok=(0, 1)))
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 0
    results: dict[str, list[Finding]] = report["results"]
    return results


def run(*command: str | Path, ok: tuple[int, ...] = (0,)) -> str:
    env = {**os.environ, "PYTHONWARNINGS": "ignore", **NO_NETWORK}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode in ok, done.stdout + done.stderr
    return done.stdout
