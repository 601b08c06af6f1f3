"""A child process with a log file: started apart from the terminal, watched, stopped, killed, never lost."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local_stack.errors import AddressInUseError, MissingProgramError, ProcessDiedError, StackError
from local_stack.rundir import RunDirectory

POLL_SECONDS = 0.03
LOG_LINES_SHOWN = 15
_ADDRESS_IN_USE = ("address already in use", "eaddrinuse", "address in use")


class ChildProcess:
    """One operating-system process of a run. `start` may be called again after it has ended."""

    def __init__(self, name: str, run: RunDirectory) -> None:
        self.name = name
        self.log = run.logs / f"{name}.log"
        self._run = run
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self.log.touch()

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its process id, once started."""
        return self._process.pid if self._process else None

    @property
    def returncode(self) -> int | None:
        """How it ended, or None."""
        return self._process.poll() if self._process else None

    def start(self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None) -> None:
        """Start it in a session of its own: Ctrl-C reaches the launcher only, which stops things in order."""
        if self.running:
            message = f"{self.name} is running already"
            raise StackError(message)
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                    [str(part) for part in command],
                    env={**env, **self._run.marker},
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                message = f"{self.name} cannot be started: {error}"
                raise MissingProgramError(message) from error

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Poll `ready`; fail at once when the process ends, and after `seconds` in any case."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise self._death()
            if time.monotonic() > deadline:
                message = f"{self.name} was not ready within {seconds:g} s\n{self.log_excerpt()}"
                raise StackError(message)
            time.sleep(POLL_SECONDS)

    def stop(self, seconds: float = 20) -> int | None:
        """Ask it to end (SIGTERM), insist after `seconds`, and return its exit code."""
        if self._process is None:
            return None
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode

    def wait(self, seconds: float) -> int:
        """Wait until it ends by itself; its exit code."""
        if self._process is None:
            message = f"{self.name} was never started"
            raise StackError(message)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            message = f"{self.name} still runs after {seconds:g} s\n{self.log_excerpt()}"
            raise StackError(message) from error

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        if self._process is None:
            return
        self.signal(signal.SIGKILL)
        self._process.wait(10)

    def signal(self, number: int) -> None:
        """Send a signal if it still runs."""
        if self._process is not None and self.running:
            self._process.send_signal(number)

    def log_since_start(self) -> str:
        """What it has written since its latest start."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def log_excerpt(self) -> str:
        """The last lines of its log and where the rest is."""
        lines = self.log_since_start().splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join([*(f"  | {line}" for line in lines), f"log: {self.log}"])

    def _death(self) -> ProcessDiedError:
        excerpt = self.log_excerpt()
        in_use = any(text in self.log_since_start().lower() for text in _ADDRESS_IN_USE)
        kind = AddressInUseError if in_use else ProcessDiedError
        return kind(f"{self.name} ended with {self.returncode} before it was ready\n{excerpt}")


def system_environment() -> dict[str, str]:
    """What a child needs of our own environment: a stray setting of the caller must not reach it."""
    kept = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
