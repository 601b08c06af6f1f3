"""Checkov, which scans the manifests: in an environment of its own, as its pins exclude ours."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from steps import Steps

COMPLETE = "complete"


class Scanner:
    """One environment below `.run/tools` for each state of its lock; the program is `bin/checkov` in it."""

    def __init__(self, root: Path, steps: Steps) -> None:
        self._uv = root / ".venv/bin/uv"
        self._lock = root / "tests/unit/deploy/checkov.lock"
        self._tools = root / ".run/tools"
        self._steps = steps

    @property
    def venv(self) -> Path:
        """Where it is, or will be."""
        return self._tools / f"checkov-{hashlib.sha256(self._lock.read_bytes()).hexdigest()[:12]}"

    @property
    def up_to_date(self) -> bool:
        """Whether it was installed, to the end, from the lock as it is now, and its Python is still there."""
        return (self.venv / COMPLETE).is_file() and (self.venv / "bin/python").exists()

    def install(self) -> None:
        """Install it from its lock, in place of those of earlier locks."""
        for old in self._tools.glob("checkov-*"):
            shutil.rmtree(old)
        self._run("creating an environment for Checkov", "venv", "--python", sys.executable, self.venv)
        options = ("--python", self.venv, "--require-hashes", "-r", self._lock)
        self._run("installing Checkov, which scans the manifests", "pip", "install", *options)
        (self.venv / COMPLETE).touch()

    def _run(self, what: str, *arguments: str | Path) -> None:
        self._steps.run(what, [self._uv, *arguments], {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"})
