"""The virtual environment of the checkout: made from the lock, with our own packages installed editable."""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from steps import SetupError, Steps

IDENTITY = "made-for"
STAMP = "made-from"


class PythonPackages:
    """`.venv` of one checkout."""

    def __init__(self, root: Path, steps: Steps) -> None:
        self._root = root
        self._venv = root / ".venv"
        self._steps = steps

    @property
    def up_to_date(self) -> bool:
        """Whether the environment was made, to the end, from what lies in the checkout now."""
        return _text(self._venv / STAMP) == self._digest() and self._is_ours()

    def install(self) -> None:
        """Bring the environment up to date."""
        (self._venv / STAMP).unlink(missing_ok=True)
        if not self._is_ours():
            self._create()
        self._install_uv()
        # Compiled once here; where Python may write no bytecode, every start would compile all that it imports.
        options = ["--require-hashes", "--compile-bytecode"]
        self._uv("installing the pinned packages", "sync", *options, self._root / "requirements.lock")
        self._install_our_own()
        (self._venv / STAMP).write_text(self._digest())

    def our_packages(self) -> list[Path]:
        """The folders of our own distributions."""
        return sorted(
            path.parent
            for path in [*self._root.glob("*/pyproject.toml"), *self._root.glob("services/*/pyproject.toml")]
        )

    def _create(self) -> None:
        command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", self._venv]
        self._steps.run("creating the virtual environment .venv", command)
        (self._venv / IDENTITY).write_text(self._identity())

    def _install_uv(self) -> None:
        pin = uv_pin((self._root / "requirements.lock").read_text())
        if self._installed_uv() == pin.split()[0].partition("==")[2]:
            return
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(pin)
            file.flush()
            options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
            command: list[str | Path] = [
                self._venv / "bin/python",
                "-m",
                "pip",
                "install",
                *options,
                "-r",
                file.name,
            ]
            self._steps.run("installing uv", command)

    def _installed_uv(self) -> str | None:
        program = self._venv / "bin/uv"
        if not program.is_file():
            return None
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
        return said.stdout.split()[1] if said.returncode == 0 else None

    def _install_our_own(self) -> None:
        editable = [part for folder in self.our_packages() for part in ("-e", folder)]
        options = ["--no-deps", "--no-build-isolation"]
        self._uv("installing our own packages", "install", *options, *editable)

    def _uv(self, what: str, *arguments: str | Path) -> None:
        command = [self._venv / "bin/uv", "pip", *arguments, "--python", self._venv / "bin/python"]
        self._steps.run(what, command, {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"})

    def _is_ours(self) -> bool:
        return _text(self._venv / IDENTITY) == self._identity() and (self._venv / "bin/python").exists()

    def _identity(self) -> str:
        # A moved checkout or another Python needs a new one: scripts and links hold absolute paths.
        return f"{platform.python_version()}\n{sys.base_prefix}\n{self._venv}\n"

    def _digest(self) -> str:
        sources = [self._root / "requirements.lock", self._root / "pyproject.toml"]
        sources += [folder / "pyproject.toml" for folder in self.our_packages()]
        content = b"\0".join(path.read_bytes() for path in sources)
        return hashlib.sha256(content + self._identity().encode()).hexdigest()


def uv_pin(lock: str) -> str:
    """The lock's entry for uv, hashes included."""
    match = re.search(r"^uv==\S+(?: \\\n +--hash=\S+)+", lock, flags=re.MULTILINE)
    if match is None:
        message = "requirements.lock has no entry for uv with hashes"
        raise SetupError(message)
    return f"{match[0]}\n"


def _text(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None
