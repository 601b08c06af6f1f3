"""One of our own programs as a real process that serves HTTP, the way an operator would run it."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from local_stack.errors import AddressInUseError
from local_stack.json_http import is_whole
from local_stack.ports import HOST, free_ports
from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import RunDirectory

READY_SECONDS = 90
START_ATTEMPTS = 3


class Service:
    """A console script of this environment. After `stop` or `kill`, `start` brings it back at its address."""

    def __init__(
        self,
        name: str,
        env: Mapping[str, str],
        run: RunDirectory,
        *,
        command: Sequence[str | Path] | None = None,
        ports: Sequence[str] = ("HTTP_PORT",),
        ready_path: str = "/readyz",
    ) -> None:
        """`env` is read at each start; `ports` are the variables that tell the program its ports, and `ready_path`
        is asked on each of them."""
        self.name = name
        self._command = command or [console_script(name)]
        self._env = env
        self._ports = dict(zip(ports, free_ports(len(ports)), strict=True))
        self._ready_path = ready_path
        self._settled = False
        self._process = ChildProcess(_log_name(name, run), run)

    @property
    def base_url(self) -> str:
        """Where its first port listens."""
        return self.url_of(next(iter(self._ports)))

    def url_of(self, variable: str) -> str:
        """Where the port of this variable listens."""
        scheme = "https" if self._env.get("HTTP_TLS_CERTIFICATE") else "http"
        return f"{scheme}://{HOST}:{self._ports[variable]}"

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process.running

    @property
    def pid(self) -> int | None:
        """Its process id, once started."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended, or None."""
        return self._process.returncode

    @property
    def log(self) -> Path:
        """Where it writes."""
        return self._process.log

    @property
    def output(self) -> str:
        """What it has written since its latest start."""
        return self._process.log_since_start()

    def spawn(self) -> None:
        """Start it without waiting for it."""
        ports = {variable: str(port) for variable, port in self._ports.items()}
        base = {**system_environment(), "HTTP_HOST": HOST, "PYTHONUNBUFFERED": "1"}
        self._process.start(self._command, {**base, **self._env, **ports})

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until it reports ready and lacks nothing; an early end is an error that shows its last words."""
        for _ in range(START_ATTEMPTS - 1):
            try:
                return self._wait_once(seconds)
            except AddressInUseError:
                if self._settled:
                    raise
                self._ports = dict(zip(self._ports, free_ports(len(self._ports)), strict=True))
                self.spawn()
        return self._wait_once(seconds)

    def start(self, seconds: float = READY_SECONDS) -> Self:
        """Start it and wait until it reports ready; nothing is left running when it does not."""
        self.spawn()
        try:
            self.wait_ready(seconds)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, seconds: float = 20) -> int | None:
        """SIGTERM, `kill -9` after `seconds`; the exit code."""
        return self._process.stop(seconds)

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()

    def signal(self, number: int) -> None:
        """Send any other signal."""
        self._process.signal(number)

    def wait(self, seconds: float = READY_SECONDS) -> int | None:
        """Wait until it ends by itself; its exit code."""
        return self._process.wait(seconds)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_once(self, seconds: float) -> None:
        self._process.wait_until(self._is_ready, seconds)
        # Others know the address from now on: it moves no more.
        self._settled = True

    def _is_ready(self) -> bool:
        return all(is_whole(self.url_of(variable) + self._ready_path) for variable in self._ports)


def console_script(name: str) -> Path:
    """The program of that name in the environment we run in."""
    return Path(sys.executable).parent / name


def _log_name(name: str, run: RunDirectory) -> str:
    """`order-sync`, then `order-sync-2`: two processes of one service never share a log."""
    number = len(list(run.logs.glob(f"{name}*.log"))) + 1
    return name if number == 1 else f"{name}-{number}"
