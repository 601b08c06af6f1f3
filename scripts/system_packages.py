"""What the machine itself must have, and its installation by the system's package manager."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from steps import SetupError, Steps, say

RABBITMQ_SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POLICY = Path("/usr/sbin/policy-rc.d")
FORBIDDEN = "#!/bin/sh\nexit 101\n"
LIBRARIES_OF_MONGOD = {
    "libcurl.so.4": "libcurl4",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}
TOOLS = {
    "Prometheus": ("prometheus", None, "the tests of dashboards and alerts"),
    "libfaketime": ("faketime", None, "the tests with wrong clocks"),
    "Chromium": ("chromium", "CHROMIUM", "the tests in a browser"),
}
"""What only some tests need: its package, the variable that names another, and which tests."""
PROGRAMS_OF_TOOLS = {
    "Prometheus": ("prometheus", "promtool"),
    "libfaketime": ("faketime",),
    "Chromium": ("chromium",),
}


@dataclass(frozen=True)
class Missing:
    """Something that is not there, the package that brings it, and the variable that makes it needless.

    `only_for` names what alone needs it: everything else works without, so nobody is stopped by it.
    """

    what: str
    package: str
    variable: str | None = None
    only_for: str | None = None


def missing_packages(
    environ: Mapping[str, str],
    has_rabbitmq: Callable[[], bool],
    has_library: Callable[[str], bool],
    has_tool: Callable[[str], bool],
) -> list[Missing]:
    """What broker, database and tests need of the machine; nothing for one that the environment names."""
    missing = []
    if not environ.get("AMQP_URL") and not has_rabbitmq():
        missing.append(Missing("RabbitMQ", "rabbitmq-server", "AMQP_URL"))
    if not environ.get("MONGODB_URL"):
        absent = [name for name in LIBRARIES_OF_MONGOD if not has_library(name)]
        missing += [Missing(name, LIBRARIES_OF_MONGOD[name], "MONGODB_URL") for name in absent]
    missing += [Missing(tool, *about) for tool, about in TOOLS.items() if not _has(tool, environ, has_tool)]
    return missing


def _has(tool: str, environ: Mapping[str, str], has_tool: Callable[[str], bool]) -> bool:
    _, variable, _ = TOOLS[tool]
    return bool(variable and environ.get(variable)) or has_tool(tool)


def has_rabbitmq() -> bool:
    """Whether a RabbitMQ server is installed."""
    return RABBITMQ_SCRIPT.is_file() or _has_program("rabbitmq-server")


def has_tool(name: str) -> bool:
    """Whether a tool is installed with all its programs."""
    return all(_has_program(program) for program in PROGRAMS_OF_TOOLS[name])


def has_library(name: str) -> bool:
    """Whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def provide(missing: Sequence[Missing], steps: Steps, *, is_root: bool, has_apt: bool) -> None:
    """Install what is missing, or say in one line what to install."""
    if not missing:
        return
    if not (is_root and has_apt):
        _ask_for(missing)
        return
    names = sorted({one.package for one in missing})
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    with no_services_started():
        steps.run("refreshing the list of system packages", ["apt-get", "update"], quiet)
        steps.run(f"installing {', '.join(names)}", ["apt-get", "install", *options, *names], quiet)


def _ask_for(missing: Sequence[Missing]) -> None:
    if not all(one.only_for for one in missing):
        raise SetupError(request(missing))
    for one in missing:
        say(f"{request([one])}, for {one.only_for}; nothing else needs it")


def request(missing: Sequence[Missing]) -> str:
    """The one line for a person without root."""
    things = ", ".join(one.what for one in missing)
    packages = " ".join(sorted({one.package for one in missing}))
    variables = sorted({one.variable for one in missing if one.variable})
    avoidable = all(one.variable or one.only_for for one in missing) and variables
    otherwise = f" or set {' and '.join(variables)}" if avoidable else ""
    return f'{things} {"is" if len(missing) == 1 else "are"} missing: run "sudo apt-get install {packages}"{otherwise}'


def _has_program(name: str) -> bool:
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    return shutil.which(name, path=path) is not None


@contextmanager
def no_services_started() -> Iterator[None]:
    """Keep the packages from starting machine-wide servers: the suite runs private ones."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text(FORBIDDEN)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
