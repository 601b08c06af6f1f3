"""Makes the checkout ready to run, with nothing but the system's Python: `python3 scripts/setup.py`.

Run again, it does nothing unless a lock, a pyproject.toml or the Python has changed.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keys import make_keys
from python_packages import PythonPackages
from scanner import Scanner
from steps import SetupError, Steps, say
from system_packages import Missing, has_library, has_rabbitmq, has_tool, missing_packages, provide

OLDEST_PYTHON = (3, 11)


def main() -> int:
    """Set up this checkout; the exit code."""
    root = Path(__file__).resolve().parent.parent
    try:
        _check_python()
        with _alone(root / ".run"):
            make_keys(root)
            set_up(root)
    except SetupError as error:
        sys.stderr.write(f"setup: {error}\n")
        return 1
    return 0


def set_up(root: Path) -> None:
    """Install what is missing, first of the machine, then of the checkout."""
    steps = Steps(root / ".run" / "logs" / "setup.log")
    packages, scanner = PythonPackages(root, steps), Scanner(root, steps)
    missing = missing_packages(os.environ, has_rabbitmq, has_library, has_tool)
    if not packages.up_to_date:
        missing += _missing_for_venv()
    provide(missing, steps, is_root=os.geteuid() == 0, has_apt=shutil.which("apt-get") is not None)
    if packages.up_to_date and scanner.up_to_date:
        return
    if not packages.up_to_date:
        packages.install()
    if not scanner.up_to_date:
        scanner.install()
    say("ready")


def _missing_for_venv() -> list[Missing]:
    if importlib.util.find_spec("ensurepip"):
        return []
    return [Missing("Python's venv module", f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")]


def _check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        message = (
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: try make PYTHON=python3.12"
        )
        raise SetupError(message)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one set-up of the checkout run at a time; the lock goes with the process, however it ends."""
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
