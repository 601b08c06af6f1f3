"""Timing a command as an operator types it, in a process that has started already: what is left is the work."""

import io
import statistics
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Final

from admin_console.__main__ import main
from admin_console.failures import EXIT_BAD_INPUT

ROUNDS: Final = 3
_UNKNOWN: Final = ("No such command", "No such option", "is not one of", "Got unexpected extra argument")


@dataclass(frozen=True)
class Timed:
    """A command, how long it took in the middle of three rounds, and what it answered with."""

    words: Sequence[str]
    seconds: float
    exit_code: int
    lines: int
    errors: str

    @property
    def is_known(self) -> bool:
        """Whether this version has the command and its options."""
        return self.exit_code != EXIT_BAD_INPUT or not any(text in self.errors for text in _UNKNOWN)

    @property
    def is_answer(self) -> bool:
        """Whether it told something."""
        return self.exit_code == 0


def timed(words: Sequence[str]) -> Timed:
    """Run a command once, so that its modules are there, then time it."""
    first = once(words)
    if not first.is_known:
        return first
    rounds = [once(words) for _ in range(ROUNDS)]
    middle = statistics.median(one.seconds for one in rounds)
    last = rounds[-1]
    return Timed(words, middle, last.exit_code, last.lines, last.errors)


def once(words: Sequence[str]) -> Timed:
    """Run a command; what it prints is counted, not shown."""
    output, errors = io.StringIO(), io.StringIO()
    start = time.perf_counter()
    with redirect_stdout(output), redirect_stderr(errors):
        code = _exit_code(words)
    took = time.perf_counter() - start
    return Timed(words, took, code, output.getvalue().count("\n"), errors.getvalue())


def _exit_code(words: Sequence[str]) -> int:
    try:
        main(list(words))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
