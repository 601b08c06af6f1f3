"""Runs a command on another version of RabbitMQ: `python3 scripts/on_broker.py 4.3 .venv/bin/pytest tests/contract`.

The version is installed from Debian's packages into a folder of its own below `.run/tools`, once, and the command finds it
by the variable BROKER_ROOT. Needs root's rights, as starting it there does.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from steps import SetupError, Steps, say
from system_packages import Missing, provide

SUITES = {"4.0": "trixie", "4.3": "sid"}
"""The Debian that has each version."""

OPTIONS = (
    "--mode=root",
    "--variant=minbase",
    "--include=rabbitmq-server",
    '--aptopt=APT::Install-Recommends "false"',
    # A mirror that stands still will do: what it holds is signed all the same.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
)
_MIRROR = re.compile(r"^(?:URIs:|deb(?: \[.*?\])?) (http\S+/debian)/?(?: |$)", re.MULTILINE)


def main() -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--or-skip", action="store_true", help="where the version cannot be had, say so and end well"
    )
    parser.add_argument("version", choices=SUITES)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    try:
        root = provided(asked.version, Path(__file__).resolve().parent.parent)
    except SetupError as error:
        word = "SKIPPED" if asked.or_skip else "FAILED"
        sys.stderr.write(f"\n*** {word}: RabbitMQ {asked.version} cannot be had: {error}\n\n")
        return 0 if asked.or_skip else 1
    done = subprocess.run(asked.command, env={**os.environ, "BROKER_ROOT": str(root)}, check=False)  # noqa: S603 - the caller's
    return done.returncode


def provided(version: str, checkout: Path) -> Path:
    """The folder that holds this version, made if it is not there. Raises SetupError."""
    root = checkout / ".run/tools" / f"rabbitmq-{version}"
    if root.is_dir():
        return root
    if os.geteuid() != 0:
        raise SetupError("only root may install and start it")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as draft:
        Path(draft).chmod(0o755)  # apt downloads as a user of its own
        made = Path(draft) / root.name
        _install(made, version, Steps(checkout / ".run/logs" / f"{root.name}.log"))
        _check(made, version)
        # Renamed into place: what is there is whole.
        made.rename(root)
    return root


def _install(folder: Path, version: str, steps: Steps) -> None:
    if not shutil.which("mmdebstrap"):
        missing = [Missing("mmdebstrap", "mmdebstrap")]
        provide(missing, steps, is_root=True, has_apt=shutil.which("apt-get") is not None)
    say(f"RabbitMQ {version} is in Debian {SUITES[version]}")
    command = ["mmdebstrap", *OPTIONS, SUITES[version], str(folder), *_mirrors()]
    steps.run(f"installing RabbitMQ {version} into {folder.name}", command)


def _mirrors() -> list[str]:
    """The mirror that this machine uses, if it is a Debian; else mmdebstrap knows one."""
    listed = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    found = [match[1] for file in listed if file.is_file() for match in _MIRROR.finditer(file.read_text())]
    return found[:1]


def _check(root: Path, version: str) -> None:
    installed = [path.name for path in (root / "usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")]
    if not any(name.startswith(f"rabbitmq_server-{version}.") for name in installed):
        message = f"Debian {SUITES[version]} has {', '.join(installed)} by now"
        raise SetupError(message)


if __name__ == "__main__":
    sys.exit(main())
