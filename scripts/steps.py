"""Runs the commands of a set-up: says what is being done, keeps the output in a log, shows it when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LINES_SHOWN = 20
REMINDER_SECONDS = 10


class SetupError(Exception):
    """The set-up cannot go on; the message is for the person who ran it."""


class Steps:
    """One log for all commands, one line on the screen for each."""

    def __init__(self, log: Path) -> None:
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")

    def run(self, what: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
        """Run a command and tell how long it takes; raise SetupError with its last words when it fails."""
        say(f"{what} …")
        start = self._log.stat().st_size
        with self._log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                [str(part) for part in command],
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            _follow(process, what)
        if process.returncode != 0:
            raise SetupError(self._failure(what, process.returncode, start))

    def _failure(self, what: str, code: int, start: int) -> str:
        lines = self._log.read_bytes()[start:].decode(errors="replace").splitlines()[-LINES_SHOWN:]
        return "\n".join(
            [f"{what} failed with exit code {code}", *(f"  | {line}" for line in lines), f"log: {self._log}"]
        )


def say(text: str) -> None:
    """Tell the person in front of the screen."""
    sys.stdout.write(f"setup: {text}\n")
    sys.stdout.flush()


def _follow(process: subprocess.Popen[bytes], what: str) -> None:
    start = time.monotonic()
    while True:
        try:
            process.wait(REMINDER_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"{what} … {time.monotonic() - start:.0f} s")
        else:
            return
