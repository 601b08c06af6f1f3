"""The programs of this package as processes of a run."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import RunDirectory
from local_stack.service import Service, console_script

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 5


class Worker:
    """A worker process; a context manager, and each entry starts it anew."""

    def __init__(
        self, name: str, command: Sequence[str | Path], env: Mapping[str, str], run: RunDirectory
    ) -> None:
        self._command = command
        # Port 0: nobody asks a benchmark's worker for its health, so any free port will do.
        self._env = {**system_environment(), "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", **on_path(env)}
        self._process = ChildProcess(name, run)

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._process.pid

    def __enter__(self) -> Self:
        self._process.start(self._command, self._env)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stop(STOP_SECONDS)


def module(name: str, *arguments: str) -> list[str | Path]:
    """The command that runs a module of this package."""
    return [sys.executable, "-m", name, *arguments]


def celery_worker(app: str, *options: str) -> list[str | Path]:
    """The command that runs a Celery worker."""
    return [console_script("celery"), "--app", app, "worker", "--loglevel", "WARNING", *options]


def door(name: str, module_name: str, env: Mapping[str, str], run: RunDirectory) -> Service:
    """A peer's HTTP door."""
    return Service(name, on_path(env), run, command=module(module_name))


def on_path(env: Mapping[str, str]) -> dict[str, str]:
    """Let a process find this package."""
    return {**env, "PYTHONPATH": str(ROOT)}
