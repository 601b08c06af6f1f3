"""Checkov finds nothing in the rendered overlays but what is accepted here, each with its reason.

It is installed into an environment of its own under `.run/tools`, from `checkov.lock`: its pins exclude ours. Made once,
it scans without a network.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCK = Path(__file__).with_name("checkov.lock")
TOOLS = ROOT / ".run" / "tools"
UV = Path(sys.executable).parent / "uv"
DEV = ("dev",)
ALL = ("dev", "staging", "production")


@dataclass(frozen=True)
class Accepted:
    """A finding that stays."""

    check: str
    names: tuple[str, ...]
    overlays: tuple[str, ...]
    reason: str


SUITE = ("webhook-gateway", "order-sync", "receivement-sync", "token-manager", "admin-console")
STORES = ("rabbitmq", "mongodb", "mongodb-replica-set")

ACCEPTED = (
    Accepted(
        "CKV_K8S_35", SUITE, ALL, "secrets are variables, read once at the start: the services' interface"
    ),
    Accepted("CKV_K8S_35", ("rabbitmq",), DEV, "the image takes its first password from a variable"),
    Accepted(
        "CKV_K8S_43",
        (*SUITE, "simulators", *STORES),
        DEV,
        "built on the laptop, or the newest patch of a tag",
    ),
    Accepted(
        "CKV_K8S_15", (*SUITE, "simulators", *STORES), DEV, "loaded into the cluster, there is no registry"
    ),
    Accepted("CKV_K8S_40", STORES, DEV, "the uid that owns the files in the vendor's image"),
    Accepted("CKV_K8S_8", ("admin-console",), ALL, "nothing runs in it that could hang"),
    Accepted("CKV_K8S_9", ("admin-console",), ALL, "it serves nothing"),
)


@pytest.fixture(scope="session")
def checkov() -> Path:
    """The program, installed when it is missing."""
    venv = TOOLS / f"checkov-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "checkov.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not (venv / "complete").exists():
            run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, venv)
            run(UV, "pip", "install", "--quiet", "--python", venv, "--require-hashes", "-r", LOCK)
            (venv / "complete").touch()
    return venv / "bin" / "checkov"


@pytest.mark.timeout(600)  # the first run installs it
def test_the_scan_finds_nothing_but_what_is_accepted(
    overlay: str, rendered: Mapping[str, Path], checkov: Path
) -> None:
    found = {
        (finding["check_id"], finding["resource"].split(".")[2])
        for finding in scan(checkov, rendered[overlay])["failed_checks"]
    }
    assert found == {(one.check, name) for one in ACCEPTED for name in one.names if overlay in one.overlays}


@pytest.mark.timeout(600)
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


def scan(checkov: Path, manifest: Path) -> dict[str, list[dict[str, str]]]:
    """Checkov's results; it ends with 1 when it found something."""
    options = ["--framework", "kubernetes", "--skip-download", "--quiet", "--compact", "--output", "json"]
    report = json.loads(run(checkov, "--file", manifest, *options, ok=(0, 1)))
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 0
    results: dict[str, list[dict[str, str]]] = report["results"]
    return results


def run(*command: str | Path, ok: tuple[int, ...] = (0,)) -> str:
    quiet = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, env={**os.environ, **quiet}, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode in ok, done.stdout + done.stderr
    return done.stdout
